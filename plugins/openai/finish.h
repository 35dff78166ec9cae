// SPDX-License-Identifier: MIT
//
// Finish reasons: the vendor's words and the canonical ones.
//
// Flow:      the decoder reads, the encoder writes.
// Threading: pure.
// Ownership: words live as long as the program.
// Errors:    an unknown word is AIP_FINISH_OTHER.
#pragma once

#include <string_view>

#include "aipool/abi.h"

namespace aipool::openai {

aip_enum finish_of(std::string_view word);

// `called`: the choice holds tool calls, which other vendors do not tell by their reason.
std::string_view finish_word(aip_enum finish, bool called);

}  // namespace aipool::openai
