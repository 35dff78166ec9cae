// SPDX-License-Identifier: MIT
//
// Content blocks of a client's request become parts: text, media, thoughts, calls and results. What only this protocol
// knows becomes OPAQUE with its exact text.
//
// Flow:      decode_messages() calls decode_content() for each content; results are nested content.
// Threading: one per request.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <span>
#include <vector>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// A string gives one part and sets `plain`.
std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place, Calls& calls,
                                   bool& plain);

}  // namespace aipool::claude
