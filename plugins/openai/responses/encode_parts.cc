// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/encode_parts.h"

#include <string>

#include "plugins/openai/media.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

bool is_own(const Target& target, const aip_part& part) { return target.own(part.origin); }

std::string url_of(const aip_part& part) { return make_data_url(sdk::view(part.media_type), sdk::view(part.data)); }

void write_image(const Target& target, const aip_part& part, ObjectWriter& object) {
  object.string("type", sdk::bytes("input_image"));
  const std::string url = sdk::present(part.data) ? url_of(part) : std::string();
  object.string("image_url", sdk::present(part.data) ? sdk::bytes(url) : part.uri);
  object.string("file_id", part.file_id);
  const bool said = sdk::present(part.detail) || is_own(target, part);
  object.string("detail", said ? part.detail : sdk::bytes("auto"));
}

// Data comes back as it came: with a data URL where a media type is known. The vendor wants a name beside data.
void write_file(const Target& target, const aip_part& part, ObjectWriter& object) {
  object.string("type", sdk::bytes("input_file"));
  const bool typed = sdk::present(part.media_type);
  const std::string url = typed ? url_of(part) : std::string();
  const bool nameless = !sdk::present(part.name) && !is_own(target, part) && sdk::present(part.data);
  object.string("filename", nameless ? sdk::bytes("document") : part.name);
  if (sdk::present(part.data)) object.string("file_data", typed ? sdk::bytes(url) : part.data);
  object.string("file_url", part.uri);
  object.string("file_id", part.file_id);
}

void write_sound(const Target& target, const aip_part& part, ObjectWriter& object) {
  object.string("type", sdk::bytes("input_audio"));
  if (!object.member("input_audio")) return;
  target.out.begin_object().key("data").string(sdk::view(part.data));
  target.out.key("format").string(audio_format(sdk::view(part.media_type))).end_object();
}

// Citations of another vendor have another form.
void write_annotations(const Target& target, const aip_part& part, const Place& place, ObjectWriter& object) {
  if (!object.member("annotations")) return;
  target.out.begin_array();
  for (const aip_part& citation : sdk::children(part)) {
    if (is_own(target, citation)) {
      target.out.raw(sdk::view(citation.json));
    } else {
      target.lose(place.key("citations"), "a citation in another protocol's form");
    }
  }
  target.out.end_array();
}

void lose_annotations(const Target& target, const aip_part& part, const Place& place) {
  if (part.child_count != 0) target.lose(place.key("citations"), "citations in a request");
}

void write_words(const Target& target, const aip_part& part, Speaker speaker, const Place& place,
                 ObjectWriter& object) {
  const bool model = speaker == Speaker::kModel;
  const bool refusal = part.kind == AIP_PART_REFUSAL && model;
  object.string("type", sdk::bytes(refusal ? "refusal" : (model ? "output_text" : "input_text")));
  object.string(refusal ? "refusal" : "text", sdk::present(part.text) ? part.text : sdk::bytes(""));
  if (!model) return lose_annotations(target, part, place);
  if (!refusal) write_annotations(target, part, place, object);
  if (!refusal && object.member("logprobs")) target.out.begin_array().end_array();
}

void write_part(const Target& target, const aip_part& part, Speaker speaker, const Place& place) {
  if (part.kind == AIP_PART_OPAQUE) {
    target.out.raw(sdk::view(part.json));
    return;
  }
  lose_foreign(target.env, part.extras, target.origin, place);
  ObjectWriter object(target.out, part.extras, target.origin);
  switch (part.kind) {
    case AIP_PART_IMAGE:
      write_image(target, part, object);
      break;
    case AIP_PART_AUDIO:
      write_sound(target, part, object);
      break;
    case AIP_PART_DOCUMENT:
      if (!sdk::present(part.text)) {
        write_file(target, part, object);
        break;
      }
      if (sdk::present(part.name)) target.lose(place.key("name"), "the name of a document that goes as its text");
      [[fallthrough]];
    default:
      write_words(target, part, speaker, place, object);
  }
  object.close();
}

}  // namespace

bool has_form(const Target& target, const aip_part& part, Speaker speaker) {
  const bool told = speaker == Speaker::kTold;
  switch (part.kind) {
    case AIP_PART_TEXT:
    case AIP_PART_REFUSAL:
      return true;
    case AIP_PART_IMAGE:
      return is_own(target, part) || (told && (sdk::present(part.data) || sdk::present(part.uri)));
    case AIP_PART_DOCUMENT:
      return is_own(target, part) ||
             (told && (sdk::present(part.data) || sdk::present(part.uri) || sdk::present(part.text)));
    case AIP_PART_AUDIO:
    case AIP_PART_OPAQUE:
      return is_own(target, part);
    default:
      return false;
  }
}

bool is_bare(const Target& target, const aip_part& part) {
  if (part.kind != AIP_PART_TEXT || part.child_count != 0) return false;
  for (const aip_extra& extra : sdk::span(part.extras)) {
    if (target.own(extra.origin)) return false;
  }
  return true;
}

void write_text(const Target& target, const aip_part& part, const Place& place) {
  lose_foreign(target.env, part.extras, target.origin, place);
  target.out.string(sdk::view(part.text));
}

void write_parts(const Target& target, std::span<const aip_part> parts, Speaker speaker, const Place& place) {
  std::size_t index = 0;
  target.out.begin_array();
  for (const aip_part& part : parts) {
    const Place here = place.at(index++);
    if (has_form(target, part, speaker)) {
      write_part(target, part, speaker, here);
    } else {
      target.lose(here, "a part that openai.responses has no form for");
    }
  }
  target.out.end_array();
}

}  // namespace aipool::openai::responses
