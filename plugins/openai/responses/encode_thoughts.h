// SPDX-License-Identifier: MIT
//
// write_thoughts() writes the thoughts that a list of parts begins with as one item.
//
// Flow:      write_items() calls it.
// Threading: pure.
// Ownership: borrows all.
// Errors:    thoughts of another vendor are a loss: the API takes back only its own.
#pragma once

#include <span>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// How many parts it took. REQUIRES: the first is a thought.
std::size_t write_thoughts(const Target& target, std::span<const aip_part> parts, const Place& place);

}  // namespace aipool::openai::responses
