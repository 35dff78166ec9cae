// SPDX-License-Identifier: MIT
#include "plugins/claude/decode_blocks.h"

#include <initializer_list>

namespace aipool::claude {
namespace {

// Unknown members inside a source keep it whole: as an extra it then stands for itself.
void keep_extras(const Source& source, json::Value value, std::initializer_list<std::string_view> known,
                 std::string_view inner, std::initializer_list<std::string_view> known_inside, aip_part& part) {
  ExtraList list(source);
  std::uint32_t ordinal = 0;
  const bool whole = has_others(value.find(inner), known_inside);
  for (const json::Member member : value.members()) {
    if (!convert::is_among(member.key, known) || (whole && member.key.equals(inner))) list.add(ordinal, member);
    ++ordinal;
  }
  part.extras = list.take();
}

void text(const Source& source, json::Value value, const Place& place, Calls&, aip_part& part) {
  part.kind = AIP_PART_TEXT;
  part.text = source.required_string(value, "text", place);
  const json::Value citations = value.find("citations");
  const auto children = source.env.array<aip_part>(citations.size());
  std::size_t index = 0;
  for (const json::Value citation : citations.elements()) {
    children[index].kind = AIP_PART_CITATION;
    children[index].origin = source.origin;
    children[index++].json = source.raw(citation);
  }
  sdk::set_children(part, children.first(index));
  part.extras = extras_of(source, value, {"type", "text", citations.is_array() ? "citations" : "text"});
}

// False: a form of source that only this protocol has.
bool read_source(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const json::Value from = source.required_object(value, "source", place);
  const Place here = place.key("source");
  const std::string_view type = sdk::view(source.required_string(from, "type", here));
  part.media_type = source.optional_string(from, "media_type", here);
  if (type == "base64") {
    part.data = source.required_string(from, "data", here);
  } else if (type == "url") {
    part.uri = source.required_string(from, "url", here);
  } else if (type == "file") {
    part.file_id = source.required_string(from, "file_id", here);
  } else if (type == "text" && part.kind == AIP_PART_DOCUMENT) {
    part.text = source.required_string(from, "data", here);
  } else {
    return false;
  }
  return true;
}

void opaque(const Source& source, json::Value value, const Place& place, Calls&, aip_part& part) {
  part.kind = AIP_PART_OPAQUE;
  part.name = source.required_string(value, "type", place);
  part.json = source.raw(value);
}

void media(const Source& source, json::Value value, const Place& place, Calls& calls, aip_part& part) {
  const bool document = value.find("type").equals("document");
  part.kind = document ? AIP_PART_DOCUMENT : AIP_PART_IMAGE;
  if (!read_source(source, value, place, part)) {
    part.media_type = {};
    return opaque(source, value, place, calls, part);
  }
  if (document) part.name = source.optional_string(value, "title", place);
  const std::string_view title = document ? "title" : "source";
  keep_extras(source, value, {"type", "source", title}, "source", {"type", "media_type", "data", "url", "file_id"}, part);
}

void thinking(const Source& source, json::Value value, const Place& place, Calls&, aip_part& part) {
  part.kind = AIP_PART_REASONING;
  part.text = source.required_string(value, "thinking", place);
  part.signature = source.optional_string(value, "signature", place);
  part.extras = extras_of(source, value, {"type", "thinking", "signature"});
}

void redacted(const Source& source, json::Value value, const Place& place, Calls&, aip_part& part) {
  part.kind = AIP_PART_REASONING;
  part.flags = AIP_PART_FLAG_REDACTED;
  part.data = source.required_string(value, "data", place);
  part.extras = extras_of(source, value, {"type", "data"});
}

void call(const Source& source, json::Value value, const Place& place, Calls& calls, aip_part& part) {
  part.kind = AIP_PART_TOOL_CALL;
  part.id = source.required_string(value, "id", place);
  part.name = source.required_string(value, "name", place);
  part.json = source.raw(source.required_object(value, "input", place));
  part.extras = extras_of(source, value, {"type", "id", "name", "input"});
  calls.add(part);
}

void result(const Source& source, json::Value value, const Place& place, Calls& calls, aip_part& part) {
  part.kind = AIP_PART_TOOL_RESULT;
  part.id = source.required_string(value, "tool_use_id", place);
  part.name = calls.name_of(part.id);
  const json::Value failed = value.find("is_error");
  if (given(failed) && source.boolean_at(failed, place.key("is_error"))) part.flags = AIP_PART_FLAG_ERROR;
  const json::Value content = value.find("content");
  bool plain = false;
  if (given(content)) sdk::set_children(part, decode_content(source, content, place.key("content"), calls, plain));
  part.extras = extras_of(source, value, {"type", "tool_use_id", "content", "is_error"});
}

using Decode = void (*)(const Source&, json::Value, const Place&, Calls&, aip_part&);
struct BlockRow {
  std::string_view type;
  Decode decode;
};
constexpr BlockRow kBlockRows[] = {{"text", text},         {"image", media},
                         {"document", media},    {"thinking", thinking},
                         {"tool_use", call},     {"redacted_thinking", redacted},
                         {"tool_result", result}};

void decode_block(const Source& source, json::Value value, const Place& place, Calls& calls, aip_part& part) {
  const aip_bytes type = source.required_string(source.object_at(value, place), "type", place);
  part.origin = source.origin;
  for (const BlockRow& row : kBlockRows) {
    if (row.type == sdk::view(type)) return row.decode(source, value, place, calls, part);
  }
  opaque(source, value, place, calls, part);
}

}  // namespace

std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place, Calls& calls,
                                   bool& plain) {
  plain = content.is_string();
  if (plain) {
    const auto parts = source.env.array<aip_part>(1);
    parts[0].kind = AIP_PART_TEXT;
    parts[0].origin = source.origin;
    parts[0].text = source.text(content);
    return parts;
  }
  const auto parts = source.env.array<aip_part>(source.array_at(content, place).size());
  std::size_t index = 0;
  for (const json::Value block : content.elements()) {
    decode_block(source, block, place.at(index), calls, parts[index]);
    ++index;
  }
  return parts;
}

}  // namespace aipool::claude
