// SPDX-License-Identifier: MIT
//
// Usage: token counts of the vendor's object, both ways.
//
// Flow:      the decoder reads the object of the last event, the encoder writes it there.
// Threading: pure.
// Ownership: `json` of what is read is a span of the frame.
// Errors:    a count of another type is absent.
// Units:     tokens; input includes cached tokens, output includes reasoning, on both sides.
#pragma once

#include <cstdint>
#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

aip_usage read_usage(json::Value usage, std::uint32_t origin);

// The object for a client: the upstream's own text where it spoke this protocol.
std::string write_usage(const aip_usage& usage, std::uint32_t origin);

}  // namespace aipool::openai::responses
