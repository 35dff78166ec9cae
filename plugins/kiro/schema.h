// SPDX-License-Identifier: MIT
//
// write_schema() writes a tool's schema in the form that the service takes: an object with properties, and without
// the members that it refuses.
//
// Flow:      encode_tools() for each tool.
// Threading: pure.
// Ownership: none.
// Errors:    each member that is left out is a loss. A text that is no object becomes an empty schema, a loss too.
#pragma once

#include <string_view>

#include "plugins/kiro/convert.h"

namespace aipool::kiro {

void write_schema(const Target& target, std::string_view schema, const Place& place);

}  // namespace aipool::kiro
