// SPDX-License-Identifier: MIT
//
// splice_request() changes a client's body as little as an upstream of the same protocol needs: the names of models in
// it.
//
// Flow:      encode_request() with AIP_REQUEST_PASS. The path has the model of a generation.
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini {

void splice_request(const aip_request& request, sdk::Out& out);

}  // namespace aipool::gemini
