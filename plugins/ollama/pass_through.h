// SPDX-License-Identifier: MIT
//
// Pass-through: the client's bytes go to the upstream around one splice, the upstream's name of the model.
//
// Flow:      splice_request() instead of encode_request().
// Threading: pure.
// Ownership: offsets into the source body.
// Errors:    none: inspect() has validated what is relied on here.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::ollama {

void splice_request(const aip_request& request, sdk::Out& out);

}  // namespace aipool::ollama
