// SPDX-License-Identifier: MIT
#include "plugins/ollama/stream_encoder.h"

#include <algorithm>

#include "plugins/ollama/error.h"

namespace aipool::ollama {

void StreamEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (ended_ || head_.take(env, event)) return;
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return part_start(env, event);
    case AIP_EVENT_PART_DELTA:
      return part_delta(event, out);
    case AIP_EVENT_PART_END:
      return part_end(env, event, out);
    case AIP_EVENT_ANNOTATION:
    case AIP_EVENT_LOGPROBS:
    case AIP_EVENT_OPAQUE:
      return lose_event(env, event);
    case AIP_EVENT_ERROR:
      ended_ = true;
      return out.bytes(write_error(*event.error) + "\n");
    case AIP_EVENT_END:
      return end(env, out);
    case AIP_EVENT_PING:
      return tick(env, out);
    default:  // signatures are kept by the host for the vendor that made them
      return;
  }
}

void StreamEncoder::tick(sdk::Env&, sdk::Out& out) {
  if (!ended_) send_line({}, {}, false, out);
}

void StreamEncoder::part_start(sdk::Env& env, const aip_event& event) {
  if (!can_answer(env, event)) {
    if (event.choice == 0) lost_.insert(event.part);
    return;
  }
  head_.note_content();
  if (event.part_kind != AIP_PART_TOOL_CALL) return lose_extras(env, event, origin_);
  calls_.try_emplace(event.part, env, event, origin_);
}

void StreamEncoder::part_delta(const aip_event& event, sdk::Out& out) {
  const std::string_view text = sdk::view(event.text);
  if (event.choice != 0 || text.empty()) return;
  if (lost_.contains(event.part)) return;
  if (is_spoken(event.part_kind)) {
    send_line(text, {}, false, out);
  } else if (event.part_kind == AIP_PART_REASONING) {
    send_line({}, text, false, out);
  } else if (AnswerCall* call = find(event)) {
    call->arguments += text;
  }
}

void StreamEncoder::part_end(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  AnswerCall* call = find(event);
  if (call == nullptr) return;
  send_call(env, *call, out);
  calls_.erase(event.part);
}

void StreamEncoder::end(sdk::Env& env, sdk::Out& out) {
  for (const auto& [part, call] : calls_) send_call(env, call, out);
  ended_ = true;
  send_line({}, {}, true, out);
}

void StreamEncoder::send_call(sdk::Env& env, const AnswerCall& call, sdk::Out& out) {
  json::Writer w = head_.begin(line_);
  head_.content(w, {}, {}, [&](json::Writer& inner) {
    inner.key_raw("tool_calls").begin_array();
    call.write(env, inner, sent_calls_++);
    inner.end_array();
  });
  head_.end(w, false);
  send(out);
}

void StreamEncoder::send_line(std::string_view text, std::string_view thoughts, bool done, sdk::Out& out) {
  json::Writer w = head_.begin(line_);
  head_.content(w, text, thoughts, [](json::Writer&) {});
  head_.end(w, done);
  send(out);
}

// JSON of others may be spread over several lines; those of it stand only between its tokens.
void StreamEncoder::send(sdk::Out& out) {
  convert::make_one_line(line_);
  line_ += '\n';
  out.bytes(line_);
}

AnswerCall* StreamEncoder::find(const aip_event& event) {
  if (event.choice != 0 || event.part_kind != AIP_PART_TOOL_CALL) return nullptr;
  const auto found = calls_.find(event.part);
  return found == calls_.end() ? nullptr : &found->second;
}

}  // namespace aipool::ollama
