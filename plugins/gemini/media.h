// SPDX-License-Identifier: MIT
//
// Kinds of media by their type, and types by the name of a file.
//
// Flow:      decoders and encoders of parts.
// Threading: pure.
// Ownership: words live as long as the program.
// Errors:    none: what is unknown is a document.
#pragma once

#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::gemini {

// AIP_PART_IMAGE, AUDIO, VIDEO or DOCUMENT.
aip_enum kind_of_media(std::string_view media_type);

// Where nobody said it: by the end of the address, else the usual one of the kind.
std::string_view media_type_of(std::string_view uri, aip_enum kind);

}  // namespace aipool::gemini
