// SPDX-License-Identifier: MIT
#include "plugins/openai/encode_parts.h"

#include <string>

#include "plugins/openai/convert.h"
#include "plugins/openai/media.h"

namespace aipool::openai {
namespace {

std::string address_of(const aip_part& part) {
  if (sdk::present(part.data)) return make_data_url(sdk::view(part.media_type), sdk::view(part.data));
  return std::string(sdk::view(part.uri));
}

void write_media(const Target& target, const aip_part& part, std::string_view type, ObjectWriter& object) {
  object.string("type", sdk::bytes(type));
  if (!object.member(type)) return;
  const std::string url = address_of(part);
  ObjectWriter inner(target.out, {}, target.origin);
  inner.string("url", sdk::bytes(url));
  inner.string("detail", part.detail);
  inner.close();
}

void write_audio(const Target& target, const aip_part& part, ObjectWriter& object) {
  object.string("type", "input_audio");
  if (!object.member("input_audio")) return;
  ObjectWriter inner(target.out, {}, target.origin);
  inner.string("data", part.data);
  inner.string("format", sdk::bytes(audio_format(sdk::view(part.media_type))));
  inner.close();
}

// File data comes back as it came: with a data URL where a media type is known.
void write_file(const Target& target, const aip_part& part, ObjectWriter& object) {
  object.string("type", "file");
  if (!object.member("file")) return;
  const bool typed = sdk::present(part.media_type);
  const std::string url = typed ? address_of(part) : std::string();
  ObjectWriter inner(target.out, {}, target.origin);
  inner.string("filename", part.name);
  if (sdk::present(part.data)) inner.string("file_data", typed ? sdk::bytes(url) : part.data);
  inner.string("file_id", part.file_id);
  inner.close();
}

void write_text(std::string_view type, aip_bytes text, ObjectWriter& object) {
  object.string("type", sdk::bytes(type));
  object.string(type, sdk::present(text) ? text : sdk::bytes(""));
}

// In words, without a list around it.
bool is_said(const aip_part& part) {
  const bool said = part.kind == AIP_PART_TEXT || part.kind == AIP_PART_REFUSAL;
  return said || (part.kind == AIP_PART_DOCUMENT && sdk::present(part.text));
}

}  // namespace

bool only_strings(const Target& target) { return convert::chat_dialect(target.request.dialect).string_content; }

bool can_encode(const Target& target, const aip_part& part) {
  if (only_strings(target)) return is_said(part);
  switch (part.kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
      return true;
    case AIP_PART_IMAGE:
    case AIP_PART_VIDEO:
      return sdk::present(part.data) || sdk::present(part.uri);
    case AIP_PART_AUDIO:
      return sdk::present(part.data);
    case AIP_PART_DOCUMENT:
      return sdk::present(part.data) || sdk::present(part.text) || target.own(part.origin);
    case AIP_PART_OPAQUE:
      return target.own(part.origin);
    default:
      return false;
  }
}

void encode_part(const Target& target, const aip_part& part, const Place& place) {
  if (part.kind == AIP_PART_OPAQUE) {
    target.out.raw(sdk::view(part.json));
    return;
  }
  lose_foreign(target.env, part.extras, target.origin, place);
  lose_citations(target, part, place);
  ObjectWriter object(target.out, part.extras, target.origin);
  switch (part.kind) {
    case AIP_PART_IMAGE:
      write_media(target, part, "image_url", object);
      break;
    case AIP_PART_VIDEO:
      write_media(target, part, "video_url", object);
      break;
    case AIP_PART_AUDIO:
      write_audio(target, part, object);
      break;
    case AIP_PART_REFUSAL:
      write_text("refusal", part.text, object);
      break;
    case AIP_PART_DOCUMENT:
      if (!sdk::present(part.text)) {
        write_file(target, part, object);
        break;
      }
      [[fallthrough]];  // a document that is plain text goes as text
    default:
      write_text("text", part.text, object);
  }
  object.close();
}

void lose_citations(const Target& target, const aip_part& part, const Place& place) {
  if (part.child_count != 0) target.lose(place.key("citations"), "citations in a request");
}

bool is_bare_text(const Target& target, const aip_part& part) {
  if (part.kind != AIP_PART_TEXT) return false;
  for (const aip_extra& extra : sdk::span(part.extras)) {
    if (target.own(extra.origin)) return false;
  }
  return true;
}

}  // namespace aipool::openai
