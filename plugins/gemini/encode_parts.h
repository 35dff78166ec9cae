// SPDX-License-Identifier: MIT
//
// Parts of a request: text, thoughts, media, calls and results.
//
// Flow:      encode_contents() asks why_no_part() for each part and writes the others.
// Threading: pure.
// Ownership: as Target.
// Errors:    what has no form is the caller's loss; what of a part has none is reported here.
#pragma once

#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// Why a part cannot be written; empty: it can.
std::string_view why_no_part(const Target& target, const aip_part& part);

// `signature`: what the part bears, empty for none.
void encode_part(const Target& target, const aip_part& part, const Place& place, std::string_view signature);

bool is_media(const aip_part& part);

// What of a result's content is in its text: all that has no bytes or address of its own.
bool is_text_of_result(const aip_part& child);

// Media that stand inside of a result. The others stand beside it: addresses, and all of them for older models.
bool stands_inside(const Target& target, const aip_part& result, const aip_part& child);

}  // namespace aipool::gemini
