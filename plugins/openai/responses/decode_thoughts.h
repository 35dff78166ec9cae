// SPDX-License-Identifier: MIT
//
// decode_thoughts() reads an item of reasoning: one part for each of its texts, the last with what only the vendor can read.
//
// Flow:      decode_input() calls it.
// Threading: pure.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <vector>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

void decode_thoughts(const Source& source, json::Value item, const Place& place, std::vector<aip_part>& to);

// A whole item as an opaque part.
aip_part opaque_item(const Source& source, json::Value item);

}  // namespace aipool::openai::responses
