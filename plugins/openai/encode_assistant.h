// SPDX-License-Identifier: MIT
//
// encode_assistant() writes an assistant's turn: content, thoughts, refusal, audio and calls, each in its own member.
//
// Flow:      encode_messages() calls it.
// Threading: pure.
// Ownership: borrows all.
// Errors:    losses: thoughts of other vendors but where hosts demand them, calls that the vendor carried out itself.
#pragma once

#include "plugins/openai/convert.h"

namespace aipool::openai {

void encode_assistant(const Target& target, const aip_message& message, const Place& place);

}  // namespace aipool::openai
