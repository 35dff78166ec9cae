// SPDX-License-Identifier: MIT
#include "plugins/gemini/unary_encoder.h"

namespace aipool::gemini {

void UnaryEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (head_.take(env, event)) return;
  AnswerPart* part = parts_.find(event);
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      if (!can_answer(env, event, origin_)) return;
      head_.candidate(event.choice);
      parts_.add(event, env, event, origin_);
      return;
    case AIP_EVENT_PART_DELTA:
      if (part != nullptr) part->text += sdk::view(event.text);
      return;
    case AIP_EVENT_PART_SIGN:
      if (part != nullptr && event.origin == origin_) part->signature += sdk::view(event.text);
      return;
    case AIP_EVENT_ANNOTATION:
      return lose_event(env, event);
    case AIP_EVENT_OPAQUE:
      if (event.origin != origin_ || event.json.len == 0) return lose_event(env, event);
      head_.candidate(event.choice);
      parts_.add(event, event);
      return;
    case AIP_EVENT_END:
      return end(env, out);
    default:
      return;
  }
}

void UnaryEncoder::end(sdk::Env& env, sdk::Out& out) {
  std::string body;
  json::Writer w(body);
  w.begin_object();
  if (!head_.candidates().empty()) {
    w.key("candidates").begin_array();
    for (auto& [index, candidate] : head_.candidates()) head_.write_candidate(w, candidate, parts_of(env, index), true);
    w.end_array();
  }
  head_.write_members(w, true);
  w.end_object();
  out.bytes(body);
}

std::string UnaryEncoder::parts_of(sdk::Env& env, std::uint32_t choice) {
  std::string text;
  parts_.of_choice(choice, [&](const AnswerPart& part) {
    if (!text.empty()) text += ',';
    json::Writer w(text);
    if (!part.write(w)) {
      env.loss("/content/" + std::to_string(part.part) + "/args", "arguments that are no JSON object");
    }
  });
  return text;
}

}  // namespace aipool::gemini
