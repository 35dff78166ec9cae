// SPDX-License-Identifier: MIT
//
// The vendor's subset of OpenAPI schemas as JSON Schema: types in lower case, `nullable` as a type, counts as numbers,
// in all schemas that are inside of it. Clients mix the two, so that what is called JSON Schema comes by here as well.
//
// Flow:      decoders of tools and forms of answers. The other way needs nothing: the vendor takes JSON Schema too.
// Threading: pure.
// Ownership: the text lies in the call arena, or is the source's where nothing changes.
// Errors:    none: what is no schema stays as it is.
#pragma once

#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

aip_bytes json_schema_of(const Source& source, json::Value schema);

}  // namespace aipool::gemini
