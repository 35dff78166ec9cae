// SPDX-License-Identifier: MIT
//
// Content blocks of a request: text, media, thoughts, calls and results.
//
// Flow:      encode_messages() asks why_not() for each part and writes the others.
// Threading: pure.
// Ownership: as Target.
// Errors:    what has no form is the caller's loss; what of a part has none is reported here.
#pragma once

#include <string>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// Why a part cannot be written; empty: it can.
std::string_view why_not(const Target& target, const aip_part& part);

void encode_block(const Target& target, const aip_part& part, const Place& place);

// Text alone, with nothing of this protocol beside it: what a string can stand for.
bool is_bare_text(const Target& target, const aip_part& part);

// Ids of calls may have letters, digits, '_' and '-'; what else one has becomes '_', in the call as in its result.
std::string call_id(std::string_view id);

}  // namespace aipool::claude
