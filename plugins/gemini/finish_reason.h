// SPDX-License-Identifier: MIT
//
// The vendor's words for the end of an answer.
//
// Flow:      decoders and encoders of answers.
// Threading: pure.
// Ownership: words live as long as the program or the event.
// Errors:    an unknown word is AIP_FINISH_OTHER.
#pragma once

#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// The vendor has no word for an answer that calls tools.
aip_enum finish_of(std::string_view word, bool called);
std::string_view finish_word(const aip_event& finish, std::uint32_t origin);

}  // namespace aipool::gemini
