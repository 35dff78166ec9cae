// SPDX-License-Identifier: MIT
//
// decode_request() reads a client's body into the canonical tree.
//
// Flow:      after inspect(), only where the request is converted.
// Threading: pure.
// Ownership: the tree lies in the call arena, its texts are spans of the body where they had no escapes.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <span>

#include "plugins/claude/convert.h"

namespace aipool::claude {

void decode_request(const Source& source, aip_request& request);

// The parts of it. `system` becomes the first message.
void decode_messages(const Source& source, json::Value root, aip_request& request);
void decode_tools(const Source& source, json::Value root, aip_request& request);
// `thinking` and `output_config`, whose effort and form of answer belong together.
void decode_thinking(const Source& source, json::Value root, aip_request& request);

}  // namespace aipool::claude
