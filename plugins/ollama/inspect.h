// SPDX-License-Identifier: MIT
//
// inspect() reads the envelope of a client's request and validates all that pass-through relies on.
//
// Flow:      always the first call on a request; one parse, no tree.
// Threading: pure.
// Ownership: texts are spans of the body or lie in the call arena.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::ollama {

void inspect(sdk::Env& env, aip_request& request);

}  // namespace aipool::ollama
