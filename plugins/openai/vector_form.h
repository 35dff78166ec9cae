// SPDX-License-Identifier: MIT
//
// The two forms of an embedding: a JSON array of numbers, and base64 of little-endian 32-bit floats.
//
// Flow:      EmbeddingsEncoder converts where an upstream's form is not the one that the client asked for.
// Threading: pure.
// Ownership: results lie in the call arena, or are owned strings.
// Errors:    throws sdk::Fault for base64 that is none, or that does not hold whole floats.
#pragma once

#include <string>
#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::openai {

// REQUIRES: `json` is an array of numbers.
std::string_view base64_of(sdk::Env& env, const aip_base64_service& base64, std::string_view json);
std::string json_of(sdk::Env& env, const aip_base64_service& base64, std::string_view text);

}  // namespace aipool::openai
