// SPDX-License-Identifier: MIT
//
// encode_content() writes the value of `content`: a bare string where that says it all, else a list of parts.
//
// Flow:      for every role; encode_messages() and encode_assistant() sort out first what does not belong into content.
// Threading: pure.
// Ownership: borrows all.
// Errors:    losses for parts that have no form.
#pragma once

#include <cstddef>

#include "plugins/openai/convert.h"

namespace aipool::openai {

// Parts of which none has a form here are an empty text: no host takes an empty list.
void encode_content(const Target& target, const aip_message& message, Parts parts, const Place& place);
void encode_list(const Target& target, Parts parts, const Place& place);

bool any_form(const Target& target, Parts parts);
void lose_parts(const Target& target, std::size_t count, const Place& place);

}  // namespace aipool::openai
