// SPDX-License-Identifier: MIT
//
// inspect() reads the envelope of a client's request and validates all that pass-through relies on.
//
// Flow:      always the first call on a request; one parse, no tree.
// Threading: pure.
// Ownership: texts are spans of the body or lie in the call arena.
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::openai {

void inspect(sdk::Env& env, aip_request& request);

// [A-Za-z0-9._:/@+-]{1,200}: what may go into a path, a header or a log line as it is.
bool is_model_name(std::string_view name);

}  // namespace aipool::openai
