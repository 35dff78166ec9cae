// SPDX-License-Identifier: MIT
#include "plugins/gemini/answer_part.h"

#include <iterator>

#include "plugins/gemini/media.h"

namespace aipool::gemini {

bool can_answer(sdk::Env& env, const aip_event& event, std::uint32_t origin) {
  bool can = false;
  switch (event.part_kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
    case AIP_PART_IMAGE:
    case AIP_PART_AUDIO:
    case AIP_PART_VIDEO:
    case AIP_PART_DOCUMENT:
      can = true;
      break;
    case AIP_PART_REASONING:
      can = event.origin == origin || (event.flags & AIP_PART_FLAG_REDACTED) == 0;
      break;
    case AIP_PART_TOOL_CALL:
      can = (event.flags & AIP_PART_FLAG_HOSTED) == 0;
      break;
    default:
      break;
  }
  if (!can) lose_event(env, event);
  return can;
}

void lose_event(sdk::Env& env, const aip_event& event) {
  std::string_view what = "a part that gemini.generate has no form for";
  if (event.kind == AIP_EVENT_ANNOTATION) what = "a citation in another protocol's form";
  if (event.kind == AIP_EVENT_LOGPROBS) what = "log probabilities in another protocol's form";
  if (event.kind == AIP_EVENT_OPAQUE) what = "an item that only its own protocol knows";
  env.loss("/content/" + std::to_string(event.part), what);
}

AnswerPart::AnswerPart(sdk::Env& env, const aip_event& event, std::uint32_t origin)
    : choice(event.choice),
      part(event.part),
      kind(event.part_kind),
      flags(event.flags),
      id(sdk::view(event.id)),
      name(sdk::view(event.name)),
      media_type(sdk::view(event.media_type)) {
  extras.take(env, event.extras, origin);
  if (kind == AIP_PART_TOOL_CALL && id.empty()) id = made_id("call_", env.call_id(), choice, part);
}

AnswerPart::AnswerPart(const aip_event& opaque)
    : choice(opaque.choice), part(opaque.part), json(sdk::view(opaque.json)) {}

bool AnswerPart::write(json::Writer& out) const {
  if (!json.empty()) {
    out.raw(json);
    return true;
  }
  if (is_text()) {
    write_piece(out, text, true);
    return true;
  }
  bool all = true;
  out.begin_object();
  if (kind == AIP_PART_TOOL_CALL) {
    all = write_call(out);
  } else {
    out.key("inlineData").begin_object();
    out.key("mimeType").string(media_type.empty() ? media_type_of({}, kind) : std::string_view(media_type));
    out.key("data").string(text).end_object();
  }
  write_end(out, true);
  return all;
}

void AnswerPart::write_piece(json::Writer& out, std::string_view piece, bool with_signature) const {
  out.begin_object().key("text").string(piece);
  if (kind == AIP_PART_REASONING) out.key("thought").boolean(true);
  write_end(out, with_signature);
}

void AnswerPart::write_end(json::Writer& out, bool with_signature) const {
  if (with_signature && !signature.empty()) out.key("thoughtSignature").string(signature);
  extras.write(out);
  out.end_object();
}

bool AnswerPart::write_call(json::Writer& out) const {
  out.key("functionCall").begin_object().key("id").string(id).key("name").string(name).key("args");
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  bool all = true;
  if ((flags & AIP_PART_FLAG_CUSTOM) != 0) {
    out.begin_object().key("input").string(text).end_object();
  } else {
    json::Document document;
    const bool sound = !blank && document.parse(text) == json::Error::kNone && document.root().is_object();
    out.raw(sound ? std::string_view(text) : std::string_view("{}"));
    all = sound || blank;
  }
  out.end_object();
  return all;
}

AnswerParts::Parts::iterator AnswerParts::last_of(const aip_event& event) {
  const std::uint64_t key = key_of(event.choice, event.part);
  const auto after = parts_.upper_bound(key);
  if (after == parts_.begin()) return parts_.end();
  const auto last = std::prev(after);
  return last->first == key && last->second.json.empty() ? last : parts_.end();
}

AnswerPart* AnswerParts::find(const aip_event& event) {
  const auto found = last_of(event);
  return found == parts_.end() ? nullptr : &found->second;
}

void AnswerParts::remove(const aip_event& event) {
  const auto found = last_of(event);
  if (found != parts_.end()) parts_.erase(found);
}

}  // namespace aipool::gemini
