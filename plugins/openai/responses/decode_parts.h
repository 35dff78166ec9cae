// SPDX-License-Identifier: MIT
//
// decode_part() reads one part of a message's content, or of a tool's output.
//
// Flow:      decode_input() calls it.
// Threading: pure.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault that names the field; a part of unknown type is opaque.
#pragma once

#include <span>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

void decode_part(const Source& source, json::Value value, const Place& place, aip_part& part);

// A string gives one part and sets `plain`, null and absent give none.
std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place, bool& plain);

}  // namespace aipool::openai::responses
