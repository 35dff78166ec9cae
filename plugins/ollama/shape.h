// SPDX-License-Identifier: MIT
//
// The protocol has two shapes of one thing: /api/chat and /api/generate for answers, /api/embed and the older
// /api/embeddings for vectors. The path that the client has asked for tells which.
//
// Flow:      whoever reads or writes a client's JSON asks.
// Threading: pure.
// Ownership: none.
// Errors:    none: an unknown path has the newer shape.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::ollama {

// One prompt instead of messages; `response` instead of `message`.
bool is_generate(const aip_request& request);

// One prompt instead of inputs; `embedding` instead of `embeddings`.
bool is_single_embedding(const aip_request& request);

}  // namespace aipool::ollama
