// SPDX-License-Identifier: MIT
//
// encode_part() writes one canonical part as an element of a content list.
//
// Flow:      encode_messages() calls it for what is not a call, a result or a thought.
// Threading: pure.
// Ownership: borrows all.
// Errors:    a part that the protocol cannot carry is a loss; can_encode() tells before.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai {

// Whether the host takes `content` as a string alone.
bool only_strings(const Target& target);

// Whether the part has a form in a content list, or in the string that stands for one. REQUIRES for encode_part().
bool can_encode(const Target& target, const aip_part& part);
void encode_part(const Target& target, const aip_part& part, const Place& place);

void lose_citations(const Target& target, const aip_part& part, const Place& place);

// Whether the part is text and nothing else, so that it may stand as a bare string.
bool is_bare_text(const Target& target, const aip_part& part);

}  // namespace aipool::openai
