// SPDX-License-Identifier: MIT
//
// Ids of answers and calls for upstreams that gave none: made from the call, so that they are the same in every chunk.
//
// Flow:      encoders ask for one where an event has no id.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aipool::openai {

// `prefix` and 24 characters that follow from the request id and the two numbers.
std::string made_id(std::string_view prefix, std::string_view call_id, std::uint32_t choice, std::uint32_t part);

}  // namespace aipool::openai
