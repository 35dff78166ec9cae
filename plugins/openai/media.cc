// SPDX-License-Identifier: MIT
#include "plugins/openai/media.h"

namespace aipool::openai {

std::optional<DataUrl> data_url(std::string_view url) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kBase64 = ";base64";
  const std::size_t comma = url.find(',');
  if (!url.starts_with(kScheme) || comma == std::string_view::npos) return std::nullopt;
  std::string_view type = url.substr(kScheme.size(), comma - kScheme.size());
  if (!type.ends_with(kBase64)) return std::nullopt;
  type.remove_suffix(kBase64.size());
  return DataUrl{type, url.substr(comma + 1)};
}

std::string make_data_url(std::string_view media_type, std::string_view base64) {
  std::string url = "data:";
  url.append(media_type.empty() ? "application/octet-stream" : media_type).append(";base64,").append(base64);
  return url;
}

std::string audio_media_type(std::string_view format) {
  return "audio/" + std::string(format == "mp3" ? "mpeg" : format);
}

std::string_view audio_format(std::string_view media_type) {
  constexpr std::string_view kAudio = "audio/";
  if (media_type == "audio/mpeg") return "mp3";
  if (media_type == "audio/x-wav" || media_type == "audio/wave") return "wav";
  return media_type.starts_with(kAudio) ? media_type.substr(kAudio.size()) : media_type;
}

}  // namespace aipool::openai
