// SPDX-License-Identifier: MIT
#include "plugins/openai/media.h"

namespace aipool::openai {

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
