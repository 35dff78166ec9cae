// SPDX-License-Identifier: MIT
//
// decode_request() reads a client's body into the canonical tree.
//
// Flow:      after inspect(), only where the request is converted.
// Threading: pure.
// Ownership: the tree lies in the call arena, its texts are spans of the body where they had no escapes.
// Errors:    throws sdk::Fault that names the field; so do requests that only an Ollama upstream can carry out.
#pragma once

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

void decode_request(const Source& source, aip_request& request);

// The parts of it.
void decode_embedding(const Source& source, json::Value root, aip_request& request);
void decode_messages(const Source& source, json::Value root, aip_request& request);
// The prompt, its images and the system prompt of /api/generate.
void decode_prompt(const Source& source, json::Value root, aip_request& request);
void decode_tools(const Source& source, json::Value root, aip_request& request);
// True: all of `options` is in the tree.
bool decode_options(const Source& source, json::Value options, const Place& place, aip_request& request);

}  // namespace aipool::ollama
