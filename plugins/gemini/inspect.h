// SPDX-License-Identifier: MIT
//
// inspect() fills the envelope of a request and validates what pass-through relies on.
//
// Flow:      for every request, before the account is chosen.
// Threading: pure.
// Ownership: texts are spans of path and body, or lie in the call arena.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini {

void inspect(sdk::Env& env, aip_request& request);

}  // namespace aipool::gemini
