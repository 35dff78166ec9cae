// SPDX-License-Identifier: MIT
//
// Parts of a client's contents become parts of the tree: text, thoughts, media, calls and results. What only this
// protocol knows becomes OPAQUE with its exact text.
//
// Flow:      decode_contents() for each content; results have parts of their own.
// Threading: one per request.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <span>

#include "plugins/gemini/call_ids.h"
#include "plugins/gemini/convert.h"

namespace aipool::gemini {

std::span<aip_part> decode_parts(const Source& source, json::Value parts, const Place& place, CallIds& ids);

// What the text of a result is in its `response`; `failed`: it reports an error. Empty: the object itself is the text.
json::Value text_of_response(json::Value response, bool& failed);

}  // namespace aipool::gemini
