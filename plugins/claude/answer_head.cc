// SPDX-License-Identifier: MIT
#include "plugins/claude/answer_head.h"

#include "plugins/claude/stop_reason.h"
#include "plugins/claude/usage.h"

namespace aipool::claude {

AnswerHead::AnswerHead(sdk::Env& env, std::uint32_t origin, const aip_request& request)
    : origin_(origin), id_(made_id("msg_", env.call_id(), 0, 0)), model_(sdk::view(request.client_model)) {}

void AnswerHead::set_usage(const aip_usage& usage) {
  constexpr std::size_t kUsualSize = 160;
  usage_.clear();
  usage_.reserve(kUsualSize);
  json::Writer w(usage_);
  write_usage(usage, origin_, w);
}

// Clients read the counts before an upstream that says them last has said any.
void AnswerHead::write_counts(json::Writer& out) const {
  out.key("usage");
  usage_.empty() ? write_usage({}, origin_, out) : static_cast<void>(out.raw(usage_));
}

bool AnswerHead::take(sdk::Env& env, const aip_event& event) {
  switch (event.kind) {
    case AIP_EVENT_START:
      if (event.id.len != 0) id_ = sdk::view(event.id);
      if (event.name.len != 0) model_ = sdk::view(event.name);
      extras_.take(env, event.extras, origin_);
      return true;
    case AIP_EVENT_FINISH:
      if (event.choice != 0) return true;
      finish_ = event.finish;
      reason_ = event.origin == origin_ ? sdk::view(event.text) : std::string_view();
      sequence_ = sdk::view(event.name);
      return true;
    case AIP_EVENT_USAGE:
      set_usage(*event.usage);
      return true;
    case AIP_EVENT_EXTRA:
      late_.take(env, event.extras, origin_);
      return true;
    default:
      return false;
  }
}

void AnswerHead::write_head(json::Writer& out, std::string_view content) const {
  out.begin_object().key("id").string(id_).key("type").string("message").key("role").string("assistant");
  out.key("model").string(model_).key("content").begin_array();
  if (!content.empty()) out.raw(content);
  out.end_array();
}

void AnswerHead::write_stop(json::Writer& out) const {
  aip_event finish = sdk::events::finish(0, finish_, reason_);
  finish.origin = origin_;
  out.key("stop_reason").string(stop_reason(finish, origin_, called_)).key("stop_sequence");
  sequence_.empty() ? out.null() : out.string(sequence_);
}

void AnswerHead::write_start(json::Writer& out) const {
  write_head(out, {});
  out.key("stop_reason").null().key("stop_sequence").null();
  write_counts(out);
  extras_.write(out);
  out.end_object();
}

void AnswerHead::write_whole(json::Writer& out, std::string_view content) const {
  write_head(out, content);
  write_stop(out);
  write_counts(out);
  extras_.write(out);
  late_.write(out);
  out.end_object();
}

void AnswerHead::write_end(json::Writer& out) const {
  out.key("delta").begin_object();
  write_stop(out);
  late_.write(out);
  out.end_object();
  write_counts(out);
}

}  // namespace aipool::claude
