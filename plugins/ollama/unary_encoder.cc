// SPDX-License-Identifier: MIT
#include "plugins/ollama/unary_encoder.h"

#include <algorithm>

namespace aipool::ollama {

void UnaryEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (head_.take(env, event)) return;
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return part_start(env, event);
    case AIP_EVENT_PART_DELTA:
      return part_delta(event);
    case AIP_EVENT_ANNOTATION:
    case AIP_EVENT_LOGPROBS:
    case AIP_EVENT_OPAQUE:
      return lose_event(env, event);
    case AIP_EVENT_END:
      return end(env, out);
    default:  // signatures are kept by the host for the vendor that made them
      return;
  }
}

void UnaryEncoder::part_start(sdk::Env& env, const aip_event& event) {
  if (!can_answer(env, event)) {
    if (event.choice == 0) lost_.insert(event.part);
  } else if (event.part_kind == AIP_PART_TOOL_CALL) {
    calls_.emplace_back(env, event, origin_);
  } else {
    lose_extras(env, event, origin_);
  }
}

void UnaryEncoder::part_delta(const aip_event& event) {
  if (event.choice != 0 || lost_.contains(event.part)) return;
  const std::string_view text = sdk::view(event.text);
  if (is_spoken(event.part_kind)) {
    text_ += text;
  } else if (event.part_kind == AIP_PART_REASONING) {
    thoughts_ += text;
  } else {
    // Of a folded answer it is the last.
    const auto call =
        std::find_if(calls_.rbegin(), calls_.rend(), [&](const AnswerCall& c) { return c.part == event.part; });
    if (call != calls_.rend()) call->arguments += text;
  }
}

void UnaryEncoder::end(sdk::Env& env, sdk::Out& out) {
  std::string body;
  json::Writer w = head_.begin(body);
  head_.content(w, text_, thoughts_, [&](json::Writer& inner) {
    if (calls_.empty()) return;
    inner.key_raw("tool_calls").begin_array();
    std::size_t index = 0;
    for (const AnswerCall& call : calls_) call.write(env, inner, index++);
    inner.end_array();
  });
  head_.end(w, true);
  out.bytes(body);
}

}  // namespace aipool::ollama
