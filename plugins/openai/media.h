// SPDX-License-Identifier: MIT
//
// The words that the protocol uses for audio formats.
//
// Flow:      decode_parts() takes them apart, encode_parts() puts them together.
// Threading: pure.
// Ownership: what comes out of a media type is a span of it.
// Errors:    none: an unknown word stays itself.
#pragma once

#include <string>
#include <string_view>

namespace aipool::openai {

// "mp3" <-> "audio/mpeg", "wav" <-> "audio/wav".
std::string audio_media_type(std::string_view format);
std::string_view audio_format(std::string_view media_type);

}  // namespace aipool::openai
