// SPDX-License-Identifier: MIT
//
// decode_part() turns one element of a content list into a canonical part.
//
// Flow:      decode_messages() calls it for users, systems, assistants and tool results alike.
// Threading: pure.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault for a known type with a broken body; an unknown type becomes an opaque part.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai {

void decode_part(const Source& source, json::Value value, const Place& place, aip_part& part);

}  // namespace aipool::openai
