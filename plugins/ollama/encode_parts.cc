// SPDX-License-Identifier: MIT
#include "plugins/ollama/encode_parts.h"

#include <array>

#include "plugins/ollama/media.h"

namespace aipool::ollama {
namespace {

constexpr std::size_t kUsualArgumentNodes = 64;

bool is_text(const aip_part& part) {
  return part.kind == AIP_PART_TEXT || part.kind == AIP_PART_REFUSAL ||
         (part.kind == AIP_PART_DOCUMENT && sdk::present(part.text));
}

std::string_view why_not_call(const aip_part& part) {
  return (part.flags & AIP_PART_FLAG_HOSTED) != 0 ? "a call that its own vendor carried out" : "";
}

std::string_view why_not_file(const aip_part& part) {
  if (sdk::present(part.data)) return {};
  return sdk::present(part.uri) ? "a file at an address: ollama.chat takes only its bytes"
                                : "a file that only its own vendor has";
}

// Arguments are an object here; other vendors have them as text, which a model may have written wrongly.
std::string_view arguments_of(const Target& target, const aip_part& call, const Place& place) {
  constexpr std::string_view kNone = "{}";
  const std::string_view text = sdk::view(call.json);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return kNone;
  std::array<json::Node, kUsualArgumentNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  if (document.parse(text) == json::Error::kNone && document.root().is_object()) return text;
  target.lose(place.key("arguments"), "arguments that are no JSON object");
  return kNone;
}

void write_arguments(const Target& target, const aip_part& call, const Place& place) {
  if ((call.flags & AIP_PART_FLAG_CUSTOM) != 0) return write_freeform(target.out, sdk::view(call.text));
  target.out.raw(arguments_of(target, call, place));
}

}  // namespace

std::string_view why_not(const Target& target, const aip_part& part, bool calls) {
  if (is_text(part)) return {};
  switch (part.kind) {
    case AIP_PART_REASONING:
      if (part.text.len == 0) return "thoughts that only their own vendor can read";
      return calls || target.own(part.origin) ? "" : "thoughts of another vendor";
    case AIP_PART_IMAGE:
    case AIP_PART_AUDIO:
      return why_not_file(part);
    case AIP_PART_TOOL_CALL:
      return why_not_call(part);
    default:
      return "a part that ollama.chat has no form for";
  }
}

void lose_details(const Target& target, const aip_part& part, const Place& place) {
  lose_foreign(target.env, part.extras, target.origin, place);
  if (part.child_count != 0 && is_text(part)) target.lose(place.key("citations"), "citations in a request");
  const bool typed = sdk::present(part.data) && sdk::present(part.media_type);
  if (typed && media_kind(sdk::view(part.data)).media_type != sdk::view(part.media_type)) {
    target.lose(place.key("media_type"), "a media type that the first bytes do not say");
  }
  if (sdk::present(part.detail)) target.lose(place.key("detail"), "ollama.chat has no image detail");
  if (part.kind == AIP_PART_DOCUMENT && sdk::present(part.name)) target.lose(place.key("title"), "the name of a file");
}

// A template puts the files of a message before its text, or after where the text came first: one border is all it has.
bool OutgoingTurn::takes(const aip_part& part) const {
  if (is_text(part)) return !has_text_;
  const bool file = part.kind == AIP_PART_IMAGE || part.kind == AIP_PART_AUDIO;
  return !file || !has_text_ || !files_first_;
}

void OutgoingTurn::add(const aip_part& part) {
  if (is_text(part)) {
    has_text_ = true;
    text_ += sdk::view(part.text);
  } else if (part.kind == AIP_PART_REASONING) {
    thoughts_ += sdk::view(part.text);
  } else if (part.kind == AIP_PART_TOOL_CALL) {
    calls_.push_back(part);
  } else {
    if (!has_text_) files_first_ = true;
    files_.push_back(part.data);
  }
}

void OutgoingTurn::write(const Target& target, const Place& place, ObjectWriter& object) const {
  object.string("content", sdk::bytes(text_));
  if (!thoughts_.empty()) object.string("thinking", sdk::bytes(thoughts_));
  if (!files_.empty() && object.member("images")) {
    target.out.begin_array();
    for (const aip_bytes& file : files_) target.out.string(sdk::view(file));
    target.out.end_array();
  }
  if (calls_.empty() || !object.member("tool_calls")) return;
  const Place list = place.key("tool_calls");
  std::size_t index = 0;
  target.out.begin_array();
  for (const aip_part& call : calls_) write_call(target, call, list.at(index++));
  target.out.end_array();
}

void OutgoingTurn::write_call(const Target& target, const aip_part& call, const Place& place) const {
  ObjectWriter object(target.out, call.extras, target.origin);
  object.string("id", call.id);
  if (object.member("function")) {
    target.out.begin_object().key_raw("name").string(sdk::view(call.name));
    target.out.key_raw("arguments");
    write_arguments(target, call, place);
    target.out.end_object();
  }
  object.close();
}

}  // namespace aipool::ollama
