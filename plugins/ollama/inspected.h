// SPDX-License-Identifier: MIT
//
// What inspect() keeps of a request: its parsed body, so that a request that is converted is not parsed twice, and when it
// came, from which clients' durations count.
//
// Flow:      inspect() keeps it; decode_request() and the encoders of the same request read it.
// Threading: pure.
// Ownership: lies in the call arena.
// Errors:    parsed_body() throws sdk::Fault where nothing was kept and the body is no JSON object.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

void keep_inspected(const Source& source, const json::Document& document, aip_request& request);

// `document` is needed where nothing was kept.
json::Value parsed_body(json::Document& document, const aip_request& request);

// Now, where nobody has inspected it.
std::int64_t arrival_ms(sdk::Env& env, const aip_request& request);

}  // namespace aipool::ollama
