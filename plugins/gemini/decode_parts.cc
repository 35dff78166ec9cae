// SPDX-License-Identifier: MIT
#include "plugins/gemini/decode_parts.h"

#include <initializer_list>

#include "plugins/gemini/media.h"
#include "plugins/gemini/names.h"

namespace aipool::gemini {
namespace {

// Unknown members inside of the part's own member keep it whole: as an extra it then stands for itself.
void keep_part_extras(const Source& source, json::Value value, std::string_view own,
                      std::initializer_list<std::string_view> known, aip_part& part) {
  const bool whole = has_beside(named(value, own), known);
  part.extras = extras_beside(source, value, {"thoughtSignature", whole ? std::string_view("thoughtSignature") : own});
}

void decode_text(const Source& source, json::Value value, const Place& place, CallIds&, aip_part& part) {
  const Place here = place.key("thought");
  const json::Value thought = value.find("thought");
  const bool thinks = given(thought) && source.boolean_at(thought, here);
  part.kind = thinks ? AIP_PART_REASONING : AIP_PART_TEXT;
  part.text = required_text_named(source, value, "text", place);
  part.extras = extras_beside(source, value, {"text", "thoughtSignature", thinks ? "thought" : "text"});
}

void decode_inline(const Source& source, json::Value value, const Place& place, CallIds&, aip_part& part) {
  const Place here = place.key("inlineData");
  const json::Value blob = source.object_at(named(value, "inlineData"), here);
  part.media_type = text_named(source, blob, "mimeType", here);
  part.data = required_text_named(source, blob, "data", here);
  part.kind = kind_of_media(sdk::view(part.media_type));
  if (part.kind == AIP_PART_DOCUMENT) part.name = text_named(source, blob, "displayName", here);
  const std::string_view name = part.kind == AIP_PART_DOCUMENT ? "displayName" : "data";
  keep_part_extras(source, value, "inlineData", {"mimeType", "data", name}, part);
}

void decode_file(const Source& source, json::Value value, const Place& place, CallIds&, aip_part& part) {
  const Place here = place.key("fileData");
  const json::Value file = source.object_at(named(value, "fileData"), here);
  part.media_type = text_named(source, file, "mimeType", here);
  part.uri = required_text_named(source, file, "fileUri", here);
  const std::string_view type = sdk::view(part.media_type);
  part.kind = kind_of_media(type.empty() ? media_type_of(sdk::view(part.uri), AIP_PART_DOCUMENT) : type);
  if (part.kind == AIP_PART_DOCUMENT) part.name = text_named(source, file, "displayName", here);
  const std::string_view name = part.kind == AIP_PART_DOCUMENT ? "displayName" : "fileUri";
  keep_part_extras(source, value, "fileData", {"mimeType", "fileUri", name}, part);
}

void decode_call(const Source& source, json::Value value, const Place& place, CallIds& ids, aip_part& part) {
  const Place here = place.key("functionCall");
  const Place args_place = here.key("args");
  const json::Value call = source.object_at(named(value, "functionCall"), here);
  part.kind = AIP_PART_TOOL_CALL;
  part.id = text_named(source, call, "id", here);
  part.name = required_text_named(source, call, "name", here);
  const json::Value args = call.find("args");
  if (given(args)) part.json = source.raw(source.object_at(args, args_place));
  keep_part_extras(source, value, "functionCall", {"id", "name", "args"}, part);
  ids.call(part);
}

// The text, and the media beside it.
void set_result(const Source& source, json::Value response, json::Value media, const Place& place, CallIds& ids,
                aip_part& part) {
  const Place parts_place = place.key("parts");
  bool failed = false;
  const json::Value text = text_of_response(response, failed);
  if (failed) part.flags |= AIP_PART_FLAG_ERROR;
  const auto others = given(media) ? decode_parts(source, media, parts_place, ids) : std::span<aip_part>();
  const auto children = source.env.array<aip_part>(others.size() + 1);
  children[0].kind = AIP_PART_TEXT;
  children[0].origin = source.origin;
  children[0].text = text ? source.text(text) : source.raw(response);
  for (std::size_t i = 0; i < others.size(); ++i) children[i + 1] = others[i];
  sdk::set_children(part, children);
}

void decode_result(const Source& source, json::Value value, const Place& place, CallIds& ids, aip_part& part) {
  const Place here = place.key("functionResponse");
  const Place response_place = here.key("response");
  const json::Value result = source.object_at(named(value, "functionResponse"), here);
  part.kind = AIP_PART_TOOL_RESULT;
  part.id = text_named(source, result, "id", here);
  part.name = required_text_named(source, result, "name", here);
  const json::Value response = named(result, "response");
  const json::Value media = named(result, "parts");
  if (given(response)) {
    part.json = source.raw(source.object_at(response, response_place));
    set_result(source, response, media, here, ids, part);
  }
  keep_part_extras(source, value, "functionResponse",
                   {"id", "name", given(response) ? "response" : "id", given(response) ? "parts" : "id"}, part);
  ids.result(part);
}

using DecodePart = void (*)(const Source&, json::Value, const Place&, CallIds&, aip_part&);
struct PartRow {
  std::string_view member;
  DecodePart decode;
};
constexpr PartRow kPartRows[] = {{"text", decode_text},
                                 {"inlineData", decode_inline},
                                 {"fileData", decode_file},
                                 {"functionCall", decode_call},
                                 {"functionResponse", decode_result}};

void decode_part(const Source& source, json::Value value, const Place& place, CallIds& ids, aip_part& part) {
  part.origin = source.origin;
  source.object_at(value, place);
  for (const PartRow& row : kPartRows) {
    if (!given(named(value, row.member))) continue;
    part.signature = text_named(source, value, "thoughtSignature", place);
    return row.decode(source, value, place, ids, part);
  }
  part.kind = AIP_PART_OPAQUE;
  part.json = source.raw(value);
  for (const json::Member member : value.members()) {
    if (part.name.len == 0 && member.value.is_object()) part.name = source.text(member.key);
  }
}

}  // namespace

std::span<aip_part> decode_parts(const Source& source, json::Value parts, const Place& place, CallIds& ids) {
  const auto all = source.env.array<aip_part>(item_count(parts));
  for_each_item(parts, [&](json::Value part, std::size_t index) {
    const Place here = place.at(index);
    decode_part(source, part, here, ids, all[index]);
  });
  return all;
}

json::Value text_of_response(json::Value response, bool& failed) {
  failed = false;
  if (response.size() != 1) return {};
  for (const std::string_view key : {"output", "result", "error"}) {
    const json::Value text = response.find(key);
    if (!text.is_string()) continue;
    failed = key == "error";
    return text;
  }
  return {};
}

}  // namespace aipool::gemini
