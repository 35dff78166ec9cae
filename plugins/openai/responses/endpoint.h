// SPDX-License-Identifier: MIT
//
// The endpoints of this protocol, for the provider's accounts that speak it.
//
// Flow:      support() and prepare() of the provider ask here first.
// Threading: pure.
// Ownership: paths are static or lie in the call arena.
// Errors:    none.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::openai::responses {

bool speaks(const aip_account& account);
bool supports(aip_enum operation);

// Sets method, path and query. False: the operation is one of openai.chat's.
bool set_endpoint(sdk::Env& env, const aip_request& request, aip_prepared& prepared);

}  // namespace aipool::openai::responses
