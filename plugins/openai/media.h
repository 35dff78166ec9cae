// SPDX-License-Identifier: MIT
//
// Media of parts: data URLs, and the words that the protocol uses for audio formats.
//
// Flow:      decode_parts() takes them apart, encode_parts() puts them together.
// Threading: pure.
// Ownership: results are spans of the argument.
// Errors:    none: what is no base64 data URL stays an address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aipool::openai {

struct DataUrl {
  std::string_view media_type;
  std::string_view base64;
};

// "data:image/png;base64,iVBO..." taken apart.
std::optional<DataUrl> data_url(std::string_view url);
std::string make_data_url(std::string_view media_type, std::string_view base64);

// "mp3" <-> "audio/mpeg", "wav" <-> "audio/wav".
std::string audio_media_type(std::string_view format);
std::string_view audio_format(std::string_view media_type);

}  // namespace aipool::openai
