// SPDX-License-Identifier: MIT
//
// Usage: token counts of the vendor's object, both ways.
//
// Flow:      the decoder reads each usage object it meets, the encoder writes the last.
// Threading: pure.
// Ownership: `json` of what is read is a span of the frame.
// Errors:    a count of another type is absent.
// Units:     tokens; input includes cached tokens, output includes reasoning, on both sides.
#pragma once

#include <cstdint>
#include <string>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::openai {

aip_usage read_usage(json::Value usage, std::uint32_t origin);

// The object for a client: the upstream's own text where it spoke openai.chat.
std::string write_usage(const aip_usage& usage, std::uint32_t origin);
// Embeddings have no completion.
std::string write_embedding_usage(const aip_usage& usage, std::uint32_t origin);

}  // namespace aipool::openai
