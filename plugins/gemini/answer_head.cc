// SPDX-License-Identifier: MIT
#include "plugins/gemini/answer_head.h"

#include "plugins/gemini/answer_part.h"
#include "plugins/gemini/finish_reason.h"
#include "plugins/gemini/usage.h"

namespace aipool::gemini {

AnswerHead::AnswerHead(sdk::Env& env, std::uint32_t origin, const aip_request& request)
    : origin_(origin), id_(made_id("", env.call_id(), 0, 0)), model_(sdk::view(request.client_model)) {}

bool AnswerHead::take(sdk::Env& env, const aip_event& event) {
  switch (event.kind) {
    case AIP_EVENT_START:
      if (event.id.len != 0) id_ = sdk::view(event.id);
      if (event.name.len != 0) model_ = sdk::view(event.name);
      take_extras(env, event);
      return true;
    case AIP_EVENT_FINISH:
      take_finish(event);
      return true;
    case AIP_EVENT_USAGE: {
      usage_.clear();
      json::Writer out(usage_);
      write_usage(*event.usage, origin_, out);
      return true;
    }
    case AIP_EVENT_EXTRA:
      take_extras(env, event);
      return true;
    case AIP_EVENT_LOGPROBS:
      if (event.origin != origin_) {
        lose_event(env, event);
      } else {
        candidate(event.choice).logprobs = sdk::view(event.json);
      }
      return true;
    default:
      return false;
  }
}

void AnswerHead::take_finish(const aip_event& event) {
  if (blocked_ && candidates_.empty()) return;  // the words are in promptFeedback
  candidate(event.choice).reason = finish_word(event, origin_);
}

void AnswerHead::take_extras(sdk::Env& env, const aip_event& event) {
  const bool of_choice = event.kind == AIP_EVENT_EXTRA && event.choice != AIP_NO_CHOICE;
  if (of_choice) {
    const bool own = event.origin == origin_;
    OwnedExtras none;
    OwnedExtras& to = !own                  ? none
                      : event.name.len != 0 ? candidate(event.choice).content_extras
                                            : candidate(event.choice).extras;
    return to.take(env, event.extras, origin_, OwnedExtras::Arrays::kReplaced);
  }
  for (const aip_extra& extra : sdk::span(event.extras)) {
    const bool feedback = extra.origin == origin_ && sdk::view(extra.key) == "promptFeedback";
    blocked_ = blocked_ || (feedback && sdk::view(extra.raw).find("\"blockReason\"") != std::string_view::npos);
  }
  extras_.take(env, event.extras, origin_, OwnedExtras::Arrays::kReplaced);
}

Candidate& AnswerHead::candidate(std::uint32_t index) {
  Candidate& found = candidates_[index];
  found.index = index;
  return found;
}

void AnswerHead::write_candidate(json::Writer& out, Candidate& candidate, std::string_view parts, bool last) {
  out.begin_object().key("content").begin_object().key("parts").begin_array();
  if (!parts.empty()) out.raw(parts);
  out.end_array().key("role").string("model");
  candidate.content_extras.write(out);
  out.end_object();
  if (last && !candidate.reason.empty()) out.key("finishReason").string(candidate.reason);
  out.key("index").number(candidate.index);
  if (!candidate.logprobs.empty()) out.key("logprobsResult").raw(candidate.logprobs);
  candidate.extras.write(out);
  out.end_object();
  candidate.extras.clear();
  candidate.content_extras.clear();
  candidate.logprobs.clear();
}

void AnswerHead::write_members(json::Writer& out, bool with_usage) {
  if (with_usage && !usage_.empty()) out.key("usageMetadata").raw(usage_);
  out.key("modelVersion").string(model_).key("responseId").string(id_);
  extras_.write(out);
  extras_.clear();
}

}  // namespace aipool::gemini
