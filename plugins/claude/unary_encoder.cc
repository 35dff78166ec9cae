// SPDX-License-Identifier: MIT
#include "plugins/claude/unary_encoder.h"

#include <algorithm>
#include <string>

namespace aipool::claude {
namespace {

constexpr std::size_t kAround = 500;  // what usually stands around the texts

}  // namespace

void UnaryEncoder::event(sdk::Env& env, const aip_event& event, sdk::Out& out) {
  if (head_.take(env, event)) return;
  AnswerPart* part = find(event);
  switch (event.kind) {
    case AIP_EVENT_PART_START:
      return start(env, event);
    case AIP_EVENT_PART_DELTA:
      if (part != nullptr) part->text += sdk::view(event.text);
      return;
    case AIP_EVENT_PART_SIGN:
      if (part != nullptr && event.origin == origin_) part->signature += sdk::view(event.text);
      return;
    case AIP_EVENT_ANNOTATION:
      return annotation(env, event);
    case AIP_EVENT_OPAQUE:
      if (event.origin != origin_ || event.json.len == 0) return lose_event(env, event);
      parts_.emplace_back(event);
      return;
    case AIP_EVENT_LOGPROBS:
      return lose_event(env, event);
    case AIP_EVENT_END:
      return end(env, out);
    default:
      return;
  }
}

void UnaryEncoder::start(sdk::Env& env, const aip_event& event) {
  if (!can_answer(env, event, origin_)) return;
  parts_.emplace_back(env, event, origin_);
  if (parts_.back().is_call()) head_.note_call();
}

void UnaryEncoder::annotation(sdk::Env& env, const aip_event& event) {
  AnswerPart* part = find(event);
  if (part == nullptr || event.origin != origin_) return lose_event(env, event);
  (part->citations += part->citations.empty() ? "" : ",") += sdk::view(event.json);
}

void UnaryEncoder::end(sdk::Env& env, sdk::Out& out) const {
  std::string content;
  for (const AnswerPart& part : parts_) {
    content.reserve(content.size() + part.text.size() + kAround);
    if (!content.empty()) content += ',';
    json::Writer w(content);
    if (!part.write_whole(w)) {
      env.loss("/content/" + std::to_string(part.part) + "/input", "arguments that are no JSON object");
    }
  }
  std::string body;
  body.reserve(content.size() + kAround);
  json::Writer w(body);
  head_.write_whole(w, content);
  out.bytes(body);
}

AnswerPart* UnaryEncoder::find(const aip_event& event) {
  const auto found = std::find_if(parts_.begin(), parts_.end(), [&](const AnswerPart& p) {
    return event.choice == 0 && p.part == event.part && p.kind != AIP_PART_OPAQUE;
  });
  return found == parts_.end() ? nullptr : &*found;
}

}  // namespace aipool::claude
