// SPDX-License-Identifier: MIT
//
// encode_thinking() writes how much the model shall think, in the form that the host knows.
//
// Flow:      encode_request(); the forms that a client of this protocol used go out as extras of the body.
// Threading: pure.
// Ownership: borrows all.
// Errors:    losses for what the form cannot say.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai {

void encode_thinking(const Target& target, ObjectWriter& body, const ChatDialect& dialect);

}  // namespace aipool::openai
