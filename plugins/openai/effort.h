// SPDX-License-Identifier: MIT
//
// Reasoning effort: the vendor's word, and the objects that compatible hosts take instead.
//
// Flow:      decode_request() reads it, encode_request() writes it.
// Threading: pure.
// Ownership: results lie in the call arena.
// Errors:    an unknown word or shape is kept as it came and maps to nothing.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai {

// "reasoning_effort", "reasoning", "thinking", "enable_thinking".
bool is_reasoning_form(std::string_view key);

// NULL where the client said nothing. `forms`: the members of compatible hosts, as they came.
const aip_reasoning* decode_reasoning(const Source& source, json::Value root, aip_extras forms);

}  // namespace aipool::openai
