// SPDX-License-Identifier: MIT
#include "plugins/gemini/encode_parts.h"

#include <array>
#include <string>

#include "plugins/gemini/call_ids.h"
#include "plugins/gemini/decode_parts.h"
#include "plugins/gemini/dialect.h"
#include "plugins/gemini/encode_request.h"
#include "plugins/gemini/media.h"
#include "plugins/gemini/model_version.h"

namespace aipool::gemini {
namespace {

constexpr std::size_t kUsualArgsNodes = 64;
constexpr std::string_view kNoArgs = "{}";
constexpr std::string_view kNoNames = "files have no names in gemini.generate";

std::string_view why_no_media(const Target& target, const aip_part& part) {
  if (sdk::present(part.data) || sdk::present(part.uri)) return {};
  if (part.kind == AIP_PART_DOCUMENT && part.text.len != 0) return {};
  if (part.kind == AIP_PART_AUDIO && part.text.len != 0) return {};  // the transcript of what was said before
  return target.own(part.origin) ? "" : "a file that only its own vendor has";
}

// A document of plain text, and audio that only its vendor has, are what they say.
bool stands_as_text(const aip_part& part) {
  return !sdk::present(part.data) && !sdk::present(part.uri) && sdk::present(part.text);
}

void write_media(const Target& target, const aip_part& part, const Place& place, ObjectWriter& object) {
  if (sdk::present(part.detail)) target.lose(place.key("detail"), "gemini.generate has no image detail");
  const bool own = target.own(part.origin);
  if (sdk::present(part.name) && !own) target.lose(place.key("name"), kNoNames);
  if (stands_as_text(part)) return object.string("text", part.text);
  const bool inlined = sdk::present(part.data);
  if (!object.member(inlined ? "inlineData" : "fileData")) return;
  std::string_view type = sdk::view(part.media_type);
  if (type.empty() && !own) type = media_type_of(sdk::view(part.uri), part.kind);
  json::Writer& out = target.out;
  out.begin_object();
  if (!type.empty()) out.key("mimeType").string(type);
  out.key(inlined ? "data" : "fileUri").string(sdk::view(inlined ? part.data : part.uri));
  if (sdk::present(part.name) && own) out.key("displayName").string(sdk::view(part.name));
  out.end_object();
}

bool says_thought(const Target& target, const aip_part& part) {
  return part.kind == AIP_PART_REASONING && !is_bare_count(target.request);
}

// Arguments are an object here; other vendors have them as text, which a model may have written wrongly.
void write_args(const Target& target, const aip_part& call, const Place& place) {
  json::Writer& out = target.out;
  if ((call.flags & AIP_PART_FLAG_CUSTOM) != 0) return write_freeform(out, sdk::view(call.text));
  const std::string_view text = sdk::view(call.json);
  std::array<json::Node, kUsualArgsNodes> room AIPOOL_UNINITIALIZED;
  json::Document document(room);
  const bool blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  const bool sound = !blank && (target.own(call.origin) ||
                                (document.parse(text) == json::Error::kNone && document.root().is_object()));
  if (!blank && !sound) target.lose(place.key("input"), "arguments that are no JSON object");
  out.raw(sound ? text : kNoArgs);
}

void write_call(const Target& target, const aip_part& part, const Place& place, ObjectWriter& object) {
  if (!object.member("functionCall")) return;
  json::Writer& out = target.out;
  out.begin_object();
  if (part.id.len != 0 && !is_made_call_id(sdk::view(part.id))) out.key("id").string(sdk::view(part.id));
  out.key("name").string(sdk::view(part.name));
  if (sdk::present(part.json) || !target.own(part.origin)) {
    out.key("args");
    write_args(target, part, place);
  }
  out.end_object();
}

// An object stays one, unless reading it back would take it for the wrapping of a text.
bool is_plain_object(std::string_view text) {
  json::Document document;
  if (document.parse(text) != json::Error::kNone || !document.root().is_object()) return false;
  bool failed = false;
  return !text_of_response(document.root(), failed);
}

std::string text_of_result(const Target& target, const aip_part& result, const Place& place) {
  const Place content = place.key("content");
  std::string text;
  std::size_t texts = 0;
  std::size_t index = 0;
  for (const aip_part& child : sdk::children(result)) {
    const Place here = content.at(index++);
    if (!is_text_of_result(child)) {
      if (!is_media(child)) target.lose(here, "a part that results have no form for");
      continue;
    }
    lose_foreign(target.env, child.extras, target.origin, here);
    if (child.kind != AIP_PART_TEXT && sdk::present(child.name)) target.lose(here.key("name"), kNoNames);
    if (child.child_count != 0) target.lose(here.key("citations"), "citations of another vendor");
    if (child.text.len == 0) continue;
    if (texts++ != 0) text += '\n';
    text += sdk::view(child.text);
  }
  if (texts > 1) target.lose(place, "several texts of a result became one");
  return text;
}

void write_response(const Target& target, const aip_part& part, const Place& place) {
  json::Writer& out = target.out;
  if (target.own(part.origin) && sdk::present(part.json)) {
    out.raw(sdk::view(part.json));
    return;
  }
  const std::string text = text_of_result(target, part, place);
  const bool failed = (part.flags & AIP_PART_FLAG_ERROR) != 0;
  if (!failed && is_plain_object(text)) {
    out.raw(text);
    return;
  }
  out.begin_object().key(failed ? "error" : "output").string(text).end_object();
}

void write_result(const Target& target, const aip_part& part, const Place& place, ObjectWriter& object) {
  if (!object.member("functionResponse")) return;
  json::Writer& out = target.out;
  out.begin_object();
  if (part.id.len != 0 && !is_made_call_id(sdk::view(part.id))) out.key("id").string(sdk::view(part.id));
  out.key("name").string(sdk::view(part.name.len != 0 ? part.name : part.id)).key("response");
  write_response(target, part, place);
  bool any = false;
  const Place content = place.key("content");
  std::size_t index = 0;
  for (const aip_part& child : sdk::children(part)) {
    const Place here = content.at(index++);
    const bool opaque = child.kind == AIP_PART_OPAQUE && target.own(child.origin);
    const bool inside = is_media(child) && stands_inside(target, part, child) && why_no_part(target, child).empty();
    if (!inside && !opaque) continue;
    if (!any) out.key("parts").begin_array();
    any = true;
    encode_part(target, child, here, {});
  }
  if (any) out.end_array();
  out.end_object();
}

}  // namespace

bool is_media(const aip_part& part) {
  return part.kind == AIP_PART_IMAGE || part.kind == AIP_PART_AUDIO || part.kind == AIP_PART_VIDEO ||
         part.kind == AIP_PART_DOCUMENT;
}

bool is_text_of_result(const aip_part& child) {
  return child.kind == AIP_PART_TEXT || (is_media(child) && stands_as_text(child));
}

bool stands_inside(const Target& target, const aip_part& result, const aip_part& child) {
  if (target.own(result.origin)) return true;
  return sdk::present(child.data) && takes_media_in_results(upstream_model(target.request));
}

std::string_view why_no_part(const Target& target, const aip_part& part) {
  constexpr std::string_view kNoForm = "a part that gemini.generate has no form for";
  if (is_media(part)) return why_no_media(target, part);
  switch (part.kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
      return part.text.len != 0 || target.own(part.origin) ? "" : "an empty text";
    case AIP_PART_REASONING:
      return target.own(part.origin) ? "" : "thoughts of another vendor";
    case AIP_PART_TOOL_CALL:
    case AIP_PART_TOOL_RESULT:
      return (part.flags & AIP_PART_FLAG_HOSTED) != 0 ? "a call that its own vendor carried out" : "";
    case AIP_PART_OPAQUE:
      return target.own(part.origin) ? "" : kNoForm;
    default:
      return kNoForm;
  }
}

void encode_part(const Target& target, const aip_part& part, const Place& place, std::string_view signature) {
  if (part.kind == AIP_PART_OPAQUE) {
    target.out.raw(sdk::view(part.json));
    return;
  }
  lose_foreign(target.env, part.extras, target.origin, place);
  ObjectWriter object(target.out, part.extras, target.origin);
  switch (part.kind) {
    case AIP_PART_TOOL_CALL:
      write_call(target, part, place, object);
      break;
    case AIP_PART_TOOL_RESULT:
      write_result(target, part, place, object);
      break;
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
    case AIP_PART_REASONING:
      object.string("text", sdk::present(part.text) ? part.text : sdk::bytes(""));
      if (says_thought(target, part) && object.member("thought")) target.out.boolean(true);
      if (part.child_count != 0) target.lose(place.key("citations"), "citations of another vendor");
      break;
    default:
      write_media(target, part, place, object);
  }
  if (!signature.empty() && object.member("thoughtSignature")) target.out.string(signature);
  object.close();
}

}  // namespace aipool::gemini
