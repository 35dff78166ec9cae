// SPDX-License-Identifier: MIT
//
// write_items() writes the messages of a tree as a list of items, or as a bare text where that says it all.
//
// Flow:      encode_request(), and the list of what a stored response was asked.
// Threading: pure.
// Ownership: borrows all.
// Errors:    losses for what no item can say.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// kListed: as the vendor lists what it stored: every item has its type and an id.
enum class ItemForm : std::uint8_t { kRequest, kListed };

void write_items(const Target& target, ItemForm form);

// The system prompt that goes beside the items; absent: there is none, or it is an item.
aip_bytes instructions_of(const Target& target);

// The messages as a list in the form kListed.
std::string listed_items(sdk::Env& env, std::uint32_t origin, const aip_request& request);

}  // namespace aipool::openai::responses
