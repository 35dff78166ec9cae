// SPDX-License-Identifier: MIT
//
// Pass-through: the client's bytes go to the upstream around one splice, the upstream's name of the model.
//
// Flow:      splice_request() instead of encode_request().
// Threading: pure.
// Ownership: offsets into the source text that was given.
// Errors:    none: inspect() has validated what is relied on here.
#pragma once

#include "plugins/claude/convert.h"

namespace aipool::claude {

void splice_request(const aip_request& request, sdk::Out& out);

}  // namespace aipool::claude
