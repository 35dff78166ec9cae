// SPDX-License-Identifier: MIT
#include "plugins/ollama/answer_head.h"

#include "plugins/ollama/shape.h"
#include "plugins/ollama/timestamp.h"

namespace aipool::ollama {
namespace {

// "stop" stands for it.
bool is_nameless(aip_enum finish) {
  return finish == AIP_FINISH_FILTER || finish == AIP_FINISH_PAUSE || finish == AIP_FINISH_ERROR ||
         finish == AIP_FINISH_OTHER;
}

}  // namespace

AnswerHead::AnswerHead(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request)
    : origin_(origin),
      generate_(is_generate(request)),
      model_(sdk::view(request.client_model)),
      metrics_(host, env, origin, request) {}

bool AnswerHead::take(sdk::Env& env, const aip_event& event) {
  switch (event.kind) {
    case AIP_EVENT_START:
      if (event.name.len != 0) model_ = sdk::view(event.name);
      head_.clear();
      extras_.take(env, event.extras, origin_);
      return true;
    case AIP_EVENT_FINISH:
      if (event.choice != 0) return true;
      finish_ = event.finish;
      reason_ = event.origin == origin_ ? sdk::view(event.text) : std::string_view();
      if (reason_.empty() && is_nameless(finish_)) {
        env.loss("/choices/0/finish_reason", "ollama.chat has no word for how it ended");
      }
      return true;
    case AIP_EVENT_USAGE:
      metrics_.take(*event.usage);
      return true;
    case AIP_EVENT_EXTRA:
      if (event.choice != 0 && event.choice != AIP_NO_CHOICE) return true;
      (event.name.len != 0 ? inside_ : extras_).take(env, event.extras, origin_);
      return true;
    case AIP_EVENT_LOGPROBS: {
      if (event.origin != origin_) return false;
      const aip_extra logprobs = {origin_, 0, sdk::bytes("logprobs"), event.json};
      extras_.take(env, {&logprobs, 1}, origin_);
      return true;
    }
    default:
      return false;
  }
}

json::Writer AnswerHead::begin(std::string& document) {
  constexpr std::string_view kChat = R"(","message":{"role":"assistant","content":)";
  constexpr std::string_view kGenerate = R"(","response":)";
  if (head_.empty()) {
    json::Writer out(head_);
    out.begin_object().key_raw("model").string(model_);
    head_ += R"(,"created_at":")";
  }
  TimeText room;
  document = head_;
  document.append(write_time(metrics_.now_ms(), room)).append(generate_ ? kGenerate : kChat);
  return json::Writer(document);
}

void AnswerHead::end(json::Writer& out, bool done) {
  out.key_raw("done").boolean(done);
  if (done) {
    out.key_raw("done_reason").string(done_reason());
    metrics_.write(out);
  }
  extras_.write(out);
  extras_.clear();
  out.end_object();
}

std::string_view AnswerHead::done_reason() const {
  if (!reason_.empty()) return reason_;
  return finish_ == AIP_FINISH_LENGTH ? "length" : "stop";
}

}  // namespace aipool::ollama
