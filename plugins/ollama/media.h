// SPDX-License-Identifier: MIT
//
// What kind of file a base64 text is: `images` says only that, where other protocols want a media type.
//
// Flow:      decode_messages() asks for each.
// Threading: pure.
// Ownership: words live as long as the program.
// Errors:    none: an unknown beginning is an image without a type.
#pragma once

#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::ollama {

struct MediaKind {
  aip_enum part;  // AIP_PART_IMAGE or AIP_PART_AUDIO
  std::string_view media_type;
};

// Told by the first bytes of the file.
MediaKind media_kind(std::string_view base64);

}  // namespace aipool::ollama
