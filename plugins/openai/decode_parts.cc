// SPDX-License-Identifier: MIT
#include "plugins/openai/decode_parts.h"

#include "plugins/openai/convert.h"
#include "plugins/openai/media.h"

namespace aipool::openai {
namespace {

// What every part has beside its own member. Unknown members inside that one keep it whole.
void keep_extras(const Source& source, json::Value value, std::string_view own,
                 std::initializer_list<std::string_view> known, aip_part& part) {
  const bool whole = !has_others(value.find(own), known);
  part.extras = whole ? extras_of(source, value, {"type", own}) : extras_of(source, value, {"type"});
}

void set_address(const Source& source, aip_bytes url, aip_part& part) {
  if (const auto inline_data = data_url(sdk::view(url))) {
    part.media_type = sdk::bytes(inline_data->media_type);
    part.data = sdk::bytes(inline_data->base64);
  } else {
    part.uri = url;
  }
  part.origin = source.origin;
}

void text(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.kind = AIP_PART_TEXT;
  part.text = source.required_string(value, "text", place);
  part.extras = extras_of(source, value, {"type", "text"});
}

void refusal(const Source& source, json::Value value, const Place& place, aip_part& part) {
  part.kind = AIP_PART_REFUSAL;
  part.text = source.required_string(value, "refusal", place);
  part.extras = extras_of(source, value, {"type", "refusal"});
}

void image(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const Place inner = place.key("image_url");
  const json::Value image_url = source.required_object(value, "image_url", place);
  part.kind = AIP_PART_IMAGE;
  set_address(source, source.required_string(image_url, "url", inner), part);
  part.detail = source.optional_string(image_url, "detail", inner);
  keep_extras(source, value, "image_url", {"url", "detail"}, part);
}

void video(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const json::Value video_url = source.required_object(value, "video_url", place);
  part.kind = AIP_PART_VIDEO;
  set_address(source, source.required_string(video_url, "url", place.key("video_url")), part);
  keep_extras(source, value, "video_url", {"url"}, part);
}

void audio(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const Place inner = place.key("input_audio");
  const json::Value input = source.required_object(value, "input_audio", place);
  part.kind = AIP_PART_AUDIO;
  part.data = source.required_string(input, "data", inner);
  const aip_bytes format = source.required_string(input, "format", inner);
  part.media_type = sdk::bytes(source.env.copy(std::string_view(audio_media_type(sdk::view(format)))));
  keep_extras(source, value, "input_audio", {"data", "format"}, part);
}

void file(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const Place inner = place.key("file");
  const json::Value file = source.required_object(value, "file", place);
  part.kind = AIP_PART_DOCUMENT;
  part.name = source.optional_string(file, "filename", inner);
  part.file_id = source.optional_string(file, "file_id", inner);
  const aip_bytes data = source.optional_string(file, "file_data", inner);
  const auto inline_data = data_url(sdk::view(data));
  part.data = inline_data ? sdk::bytes(inline_data->base64) : data;
  if (inline_data) part.media_type = sdk::bytes(inline_data->media_type);
  keep_extras(source, value, "file", {"filename", "file_id", "file_data"}, part);
}

using Decode = void (*)(const Source&, json::Value, const Place&, aip_part&);
struct Row {
  std::string_view type;
  Decode decode;
};
constexpr Row kRows[] = {{"text", text},       {"refusal", refusal},   {"image_url", image},
                         {"video_url", video}, {"input_audio", audio}, {"file", file}};

}  // namespace

void decode_part(const Source& source, json::Value value, const Place& place, aip_part& part) {
  const aip_bytes type = source.required_string(source.object_at(value, place), "type", place);
  part.origin = source.origin;
  for (const Row& row : kRows) {
    if (row.type == sdk::view(type)) return row.decode(source, value, place, part);
  }
  part.kind = AIP_PART_OPAQUE;
  part.name = type;
  part.json = source.raw(value);
}

}  // namespace aipool::openai
