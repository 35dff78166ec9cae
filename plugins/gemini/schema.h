// SPDX-License-Identifier: MIT
//
// The vendor's subset of OpenAPI schemas as JSON Schema: types in lower case, `nullable` as a type, counts as numbers.
//
// Flow:      decoders of tools and forms of answers; the other way needs nothing, since the vendor takes JSON Schema too.
// Threading: pure.
// Ownership: the text lies in the call arena, or is the source's where nothing changes.
// Errors:    none: what is no schema stays as it is.
#pragma once

#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

aip_bytes json_schema_of(const Source& source, json::Value schema);

}  // namespace aipool::gemini
