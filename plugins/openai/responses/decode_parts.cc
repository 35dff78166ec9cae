// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/decode_parts.h"

#include "plugins/openai/media.h"
#include "plugins/openai/responses/words.h"

namespace aipool::openai::responses {
namespace {

// An empty list says no more than absence.
bool says_something(json::Value list) { return given(list) && !(list.is_array() && list.size() == 0); }

void set_source(aip_bytes address, aip_part& part) {
  if (const auto inline_data = data_url(sdk::view(address))) {
    part.media_type = sdk::bytes(inline_data->media_type);
    part.data = sdk::bytes(inline_data->base64);
  } else {
    part.uri = address;
  }
}

void text_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.kind = AIP_PART_TEXT;
  part.text = source.required_string(value, "text", place);
  const json::Value annotations = value.find("annotations");
  const auto citations = source.env.array<aip_part>(annotations.size());
  std::size_t index = 0;
  for (const json::Value annotation : annotations.elements()) {
    aip_part& citation = citations[index++];
    citation.kind = AIP_PART_CITATION;
    citation.origin = source.origin;
    citation.json = source.raw(annotation);
  }
  sdk::set_children(part, citations);
  const bool probabilities = says_something(value.find("logprobs"));
  part.extras = probabilities ? extras_of(source, value, {"type", "text", "annotations"})
                              : extras_of(source, value, {"type", "text", "annotations", "logprobs"});
}

void refusal_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.kind = AIP_PART_REFUSAL;
  part.text = source.required_string(value, "refusal", place);
  part.extras = extras_of(source, value, {"type", "refusal"});
}

void image_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.kind = AIP_PART_IMAGE;
  const aip_bytes address = source.optional_string(value, "image_url", place);
  if (sdk::present(address)) set_source(address, part);
  part.file_id = source.optional_string(value, "file_id", place);
  if (!sdk::present(address) && !sdk::present(part.file_id)) refuse(place.key("image_url"), "is required");
  part.detail = source.optional_string(value, "detail", place);
  part.extras = extras_of(source, value, {"type", "image_url", "file_id", "detail"});
}

void file_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.kind = AIP_PART_DOCUMENT;
  part.name = source.optional_string(value, "filename", place);
  part.file_id = source.optional_string(value, "file_id", place);
  part.uri = source.optional_string(value, "file_url", place);
  const aip_bytes data = source.optional_string(value, "file_data", place);
  const auto inline_data = data_url(sdk::view(data));
  part.data = inline_data ? sdk::bytes(inline_data->base64) : data;
  if (inline_data) part.media_type = sdk::bytes(inline_data->media_type);
  part.extras = extras_of(source, value, {"type", "filename", "file_id", "file_url", "file_data"});
}

// Not in the vendor's documents of this protocol, but in those of hosts that share the parts of openai.chat.
void audio_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const Place inner = place.key("input_audio");
  const json::Value audio = source.required_object(value, "input_audio", place);
  part.kind = AIP_PART_AUDIO;
  part.data = source.required_string(audio, "data", inner);
  const aip_bytes format = source.required_string(audio, "format", inner);
  part.media_type = sdk::bytes(source.env.copy(std::string_view(audio_media_type(sdk::view(format)))));
  const bool whole = !has_others(audio, {"data", "format"});
  part.extras = whole ? extras_of(source, value, {"type", "input_audio"}) : extras_of(source, value, {"type"});
}

constexpr struct {
  std::string_view type;
  void (*decode)(const Source&, json::Value, const Place&, aip_part&);
} kPartTypes[] = {{"input_text", text_part},   {"output_text", text_part}, {"text", text_part},
                  {"refusal", refusal_part},   {"input_image", image_part}, {"input_file", file_part},
                  {"input_audio", audio_part}};

}  // namespace

void decode_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const aip_bytes type = source.required_string(source.object_at(value, place), "type", place);
  part.origin = source.origin;
  for (const auto& row : kPartTypes) {
    if (row.type == sdk::view(type)) return row.decode(source, value, place, part);
  }
  part.kind = AIP_PART_OPAQUE;
  part.name = type;
  part.json = source.raw(value);
  part.detail = sdk::bytes(kInContent);
}

std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place, bool& plain) {
  if (!given(content)) return {};
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
  for (const json::Value part : content.elements()) {
    decode_part(source, part, place.at(index), parts[index]);
    ++index;
  }
  return parts;
}

}  // namespace aipool::openai::responses
