// SPDX-License-Identifier: MIT
#include "plugins/claude/answer_part.h"

namespace aipool::claude {
namespace {

bool is_object(std::string_view text) {
  json::Document document;
  return document.parse(text) == json::Error::kNone && document.root().is_object();
}

}  // namespace

bool can_answer(sdk::Env& env, const aip_event& event, std::uint32_t origin) {
  const bool own = event.origin == origin;
  bool can = false;
  switch (event.part_kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
      can = true;
      break;
    case AIP_PART_REASONING:
      can = own || (event.flags & AIP_PART_FLAG_REDACTED) == 0;
      break;
    case AIP_PART_TOOL_CALL:
      can = (event.flags & AIP_PART_FLAG_HOSTED) == 0;
      break;
    default:
      break;
  }
  if (event.choice != 0) can = false;
  if (!can) lose_event(env, event);
  return can;
}

void lose_event(sdk::Env& env, const aip_event& event) {
  std::string_view what = "a part that claude.messages has no form for";
  if (event.kind == AIP_EVENT_ANNOTATION) what = "a citation in another protocol's form";
  if (event.kind == AIP_EVENT_LOGPROBS) what = "log probabilities";
  if (event.kind == AIP_EVENT_OPAQUE) what = "an item that only its own protocol knows";
  if (event.choice != 0) what = "another choice: claude.messages gives one answer";
  env.loss("/content/" + std::to_string(event.part), what);
}

AnswerPart::AnswerPart(sdk::Env& env, const aip_event& event, std::uint32_t origin)
    : part(event.part), kind(event.part_kind), flags(event.flags), name(sdk::view(event.name)) {
  extras.take(env, event.extras, origin);
  if (!is_call()) return;
  id = event.id.len != 0 ? std::string(sdk::view(event.id)) : made_id("toolu_", env.call_id(), event.choice, event.part);
}

AnswerPart::AnswerPart(const aip_event& opaque) : part(opaque.part), ended(true), json(sdk::view(opaque.json)) {}

std::string_view AnswerPart::type() const {
  if (kind == AIP_PART_REASONING) return is_redacted() ? "redacted_thinking" : "thinking";
  return is_call() ? "tool_use" : "text";
}

std::string_view AnswerPart::delta_type() const {
  if (kind == AIP_PART_OPAQUE || is_redacted() || is_custom()) return {};
  if (kind == AIP_PART_REASONING) return "thinking_delta";
  return is_call() ? "input_json_delta" : "text_delta";
}

std::string_view AnswerPart::delta_key() const {
  if (kind == AIP_PART_REASONING) return "thinking";
  return is_call() ? "partial_json" : "text";
}

std::string AnswerPart::custom_input() const {
  std::string object;
  json::Writer(object).begin_object().key("input").string(text).end_object();
  return object;
}

// False: the model wrote something, and it is no object.
bool AnswerPart::write_input(json::Writer& out) const {
  out.key("input");
  const bool sound = is_custom() || is_object(text);
  sound ? out.raw(is_custom() ? custom_input() : text) : out.begin_object().end_object();
  return sound || text.find_first_not_of(" \t\r\n") == std::string::npos;
}

void AnswerPart::write_head(json::Writer& out) const {
  out.begin_object().key("type").string(type());
  if (is_call()) out.key("id").string(id).key("name").string(name);
}

void AnswerPart::write_start(json::Writer& out) const {
  if (delta_type().empty() && !is_custom()) return static_cast<void>(write_whole(out));
  write_head(out);
  if (is_call()) {
    out.key("input").begin_object().end_object();
  } else {
    out.key(delta_key()).string("");
    if (kind == AIP_PART_REASONING) out.key("signature").string("");
  }
  extras.write(out);
  out.end_object();
}

bool AnswerPart::write_whole(json::Writer& out) const {
  if (kind == AIP_PART_OPAQUE) {
    out.raw(json);
    return true;
  }
  bool all = true;
  write_head(out);
  if (is_redacted()) {
    out.key("data").string(signature);
  } else if (is_call()) {
    all = write_input(out);
  } else {
    out.key(delta_key()).string(text);
    if (kind == AIP_PART_REASONING) out.key("signature").string(signature);
    if (!citations.empty()) out.key("citations").raw("[" + citations + "]");
  }
  extras.write(out);
  out.end_object();
  return all;
}

}  // namespace aipool::claude
