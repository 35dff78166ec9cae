// SPDX-License-Identifier: MIT
//
// decode_request() turns a client's body into the canonical tree: each member mapped, or kept as an extra.
//
// Flow:      after inspect(), and only when the request is converted; the files decode_*.cc each take one part of it.
// Threading: pure.
// Ownership: the tree lies in the call arena and in the source body.
// Errors:    throws sdk::Fault that names the field. Unknown items, parts and tools are kept as opaque, never an error.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

void decode_request(const Source& source, aip_request& request);

// The parts of it.
void decode_input(const Source& source, json::Value root, aip_request& request);
// Before the input, whose calls are of these tools.
void decode_tools(const Source& source, json::Value root, aip_request& request);
void decode_tool(const Source& source, json::Value tool, const Place& place, aip_tool& to);
// {"format", "verbosity"}. False: it holds more, and must be kept whole as well.
bool decode_text(const Source& source, json::Value text, aip_request& request);

}  // namespace aipool::openai::responses
