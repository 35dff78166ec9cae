// SPDX-License-Identifier: MIT
#include "plugins/claude/encode_blocks.h"

#include <algorithm>
#include <array>
#include <string>

namespace aipool::claude {
namespace {

constexpr std::string_view kPdf = "application/pdf";
constexpr std::string_view kPlain = "text/plain";
constexpr std::size_t kUsualInputNodes = 64;  // of the arguments of a call

bool is_image_type(std::string_view type) {
  return type == "image/jpeg" || type == "image/png" || type == "image/gif" || type == "image/webp";
}

std::string_view why_not_image(const Target& target, const aip_part& part) {
  if (sdk::present(part.data)) {
    return is_image_type(sdk::view(part.media_type)) ? "" : "an image of a kind that claude.messages does not take";
  }
  if (sdk::present(part.uri) || (sdk::present(part.file_id) && target.own(part.origin))) return {};
  return "a file that only its own vendor has";
}

std::string_view why_not_document(const Target& target, const aip_part& part) {
  if (sdk::present(part.text) || sdk::present(part.uri)) return {};
  if (sdk::present(part.data)) {
    const std::string_view type = sdk::view(part.media_type);
    return type.empty() || type == kPdf ? "" : "a file that is neither PDF nor text";
  }
  return sdk::present(part.file_id) && target.own(part.origin) ? "" : "a file that only its own vendor has";
}

std::string_view why_not_thought(const Target& target, const aip_part& part) {
  if (!target.own(part.origin)) return "thoughts of another vendor";
  const bool redacted = (part.flags & AIP_PART_FLAG_REDACTED) != 0;
  // Where another vendor thought, this protocol's clients keep an empty signature.
  return (redacted ? part.data : part.signature).len != 0 ? "" : "thoughts without their signature";
}

// {"type": "base64", ...}, {"type": "url", ...}, {"type": "file", ...} or, of a document, {"type": "text", ...}
void write_source(const Target& target, const aip_part& part, ObjectWriter& block) {
  if (!block.member("source")) return;
  json::Writer& out = target.out;
  const bool document = part.kind == AIP_PART_DOCUMENT;
  out.begin_object().key("type");
  if (document && sdk::present(part.text)) {
    out.string("text").key("media_type").string(kPlain).key("data").string(sdk::view(part.text));
  } else if (sdk::present(part.data)) {
    const std::string_view type = sdk::view(part.media_type);
    out.string("base64").key("media_type").string(document && type.empty() ? kPdf : type);
    out.key("data").string(sdk::view(part.data));
  } else if (sdk::present(part.uri)) {
    out.string("url").key("url").string(sdk::view(part.uri));
  } else {
    out.string("file").key("file_id").string(sdk::view(part.file_id));
  }
  out.end_object();
}

void write_text(const Target& target, const aip_part& part, ObjectWriter& block) {
  block.string("type", "text");
  block.string("text", part.text);
  if (part.child_count == 0 || !block.member("citations")) return;
  target.out.begin_array();
  for (const aip_part& citation : sdk::children(part)) target.out.raw(sdk::view(citation.json));
  target.out.end_array();
}

void write_thought(const aip_part& part, ObjectWriter& block) {
  if ((part.flags & AIP_PART_FLAG_REDACTED) != 0) {
    block.string("type", "redacted_thinking");
    block.string("data", part.data);
    return;
  }
  block.string("type", "thinking");
  block.string("thinking", sdk::present(part.text) ? part.text : sdk::bytes(""));
  block.string("signature", part.signature);
}

// Arguments are an object here; other vendors have them as text, which a model may have written wrongly.
std::string_view input_of(const Target& target, const aip_part& call, const Place& place) {
  constexpr std::string_view kNone = "{}";
  const std::string_view text = sdk::view(call.json);
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return kNone;
  if (target.own(call.origin)) return text;
  std::array<json::Node, kUsualInputNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  if (document.parse(text) == json::Error::kNone && document.root().is_object()) return text;
  target.lose(place.key("input"), "arguments that are no JSON object");
  return kNone;
}

void write_call(const Target& target, const aip_part& part, const Place& place, ObjectWriter& block) {
  const std::string id = call_id(sdk::view(part.id));
  block.string("type", "tool_use");
  block.string("id", sdk::bytes(id));
  block.string("name", part.name);
  if (!block.member("input")) return;
  if ((part.flags & AIP_PART_FLAG_CUSTOM) != 0) return write_freeform(target.out, sdk::view(part.text));
  target.out.raw(input_of(target, part, place));
}

void write_result(const Target& target, const aip_part& part, const Place& place, ObjectWriter& block) {
  const std::string id = call_id(sdk::view(part.id));
  const Place content = place.key("content");
  block.string("type", "tool_result");
  block.string("tool_use_id", sdk::bytes(id));
  const auto children = sdk::children(part);
  if (children.size() == 1 && is_bare_text(target, children[0])) {
    lose_foreign(target.env, children[0].extras, target.origin, content.at(0));
    block.string("content", children[0].text);
  } else if (!children.empty() && block.member("content")) {
    target.out.begin_array();
    std::size_t index = 0;
    for (const aip_part& child : children) {
      const Place here = content.at(index++);
      const std::string_view why = why_not(target, child);
      why.empty() ? encode_block(target, child, here) : target.lose(here, why);
    }
    target.out.end_array();
  }
  if ((part.flags & AIP_PART_FLAG_ERROR) != 0 && block.member("is_error")) target.out.boolean(true);
}

}  // namespace

std::string_view why_not(const Target& target, const aip_part& part) {
  constexpr std::string_view kNoForm = "a part that claude.messages has no form for";
  switch (part.kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
      return part.text.len != 0 ? "" : "an empty text";
    case AIP_PART_REASONING:
      return why_not_thought(target, part);
    case AIP_PART_IMAGE:
      return why_not_image(target, part);
    case AIP_PART_DOCUMENT:
      return why_not_document(target, part);
    case AIP_PART_TOOL_CALL:
      return (part.flags & AIP_PART_FLAG_HOSTED) != 0 ? "a call that its own vendor carried out" : "";
    case AIP_PART_TOOL_RESULT:
      return {};
    case AIP_PART_OPAQUE:
      return target.own(part.origin) ? "" : kNoForm;
    default:
      return kNoForm;
  }
}

void encode_block(const Target& target, const aip_part& part, const Place& place) {
  if (part.kind == AIP_PART_OPAQUE) {
    target.out.raw(sdk::view(part.json));
    return;
  }
  lose_foreign(target.env, part.extras, target.origin, place);
  if (sdk::present(part.detail)) target.lose(place.key("detail"), "claude.messages has no image detail");
  ObjectWriter block(target.out, part.extras, target.origin);
  switch (part.kind) {
    case AIP_PART_IMAGE:
      block.string("type", "image");
      write_source(target, part, block);
      break;
    case AIP_PART_DOCUMENT:
      block.string("type", "document");
      write_source(target, part, block);
      block.string("title", part.name);
      break;
    case AIP_PART_REASONING:
      write_thought(part, block);
      break;
    case AIP_PART_TOOL_CALL:
      write_call(target, part, place, block);
      break;
    case AIP_PART_TOOL_RESULT:
      write_result(target, part, place, block);
      break;
    default:
      write_text(target, part, block);
  }
  block.close();
}

bool is_bare_text(const Target& target, const aip_part& part) {
  if (part.kind != AIP_PART_TEXT || part.text.len == 0 || part.child_count != 0) return false;
  const auto extras = sdk::span(part.extras);
  return std::none_of(extras.begin(), extras.end(), [&](const aip_extra& extra) { return target.own(extra.origin); });
}

std::string call_id(std::string_view id) {
  std::string text(id);
  for (char& c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-') c = '_';
  }
  return text;
}

}  // namespace aipool::claude
