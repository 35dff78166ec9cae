// SPDX-License-Identifier: MIT
//
// inspect() validates what pass-through relies on and fills the envelope of a request.
//
// Flow:      always the first thing that happens to a request.
// Threading: pure.
// Ownership: texts are spans of the body or lie in the call arena.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

void inspect(sdk::Env& env, aip_request& request);

}  // namespace aipool::openai::responses
