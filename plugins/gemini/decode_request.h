// SPDX-License-Identifier: MIT
//
// decode_request() reads a client's body into the canonical tree.
//
// Flow:      after inspect(), only where the request is converted.
// Threading: pure.
// Ownership: the tree lies in the call arena, its texts are spans of the body where they had no escapes.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <string_view>
#include <vector>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

// Members of generationConfig that the tree has no place for stay extras of the request under this prefix.
inline constexpr std::string_view kConfigPrefix = "generationConfig.";
// So do settings of the requests of a batch that are not those of its first.
inline constexpr std::string_view kBatchPrefix = "requests[";

void decode_request(const Source& source, aip_request& request);

// The parts of it. `systemInstruction` becomes the first message.
void decode_contents(const Source& source, json::Value root, aip_request& request);
void decode_tools(const Source& source, json::Value root, aip_request& request);
void decode_config(const Source& source, json::Value root, aip_request& request, std::vector<aip_extra>& extras);
void decode_embedding(const Source& source, json::Value root, aip_request& request);

}  // namespace aipool::gemini
