// SPDX-License-Identifier: MIT
//
// encode_request() writes the canonical request as a body of /api/chat, /api/embed or /api/show.
//
// Flow:      for requests of clients that speak another protocol.
// Threading: pure.
// Ownership: returns owned text; empty: the operation has no body.
// Errors:    what the protocol cannot say is reported as a loss. An embedding without texts throws sdk::Fault.
#pragma once

#include <string>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request);

// The parts of it.
void encode_messages(const Target& target);
void encode_tools(const Target& target, ObjectWriter& body);
void encode_embedding(const Target& target, ObjectWriter& body);

}  // namespace aipool::ollama
