// SPDX-License-Identifier: MIT
//
// decode_request() turns a client's body into the canonical tree: each member mapped, or kept as an extra.
//
// Flow:      after inspect(), and only when the request is converted; the files decode_*.cc each take one part of it.
// Threading: pure.
// Ownership: the tree lies in the call arena and in the source body.
// Errors:    throws sdk::Fault that names the field. Unknown roles, parts and tools are kept as opaque, never an error.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai {

void decode_request(const Source& source, aip_request& request);

// The parts of it.
void decode_messages(const Source& source, json::Value messages, aip_request& request);
void decode_tools(const Source& source, json::Value root, aip_request& request);
void decode_format(const Source& source, json::Value value, aip_request& request);
void decode_embedding(const Source& source, aip_request& request);

}  // namespace aipool::openai
