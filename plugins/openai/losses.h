// SPDX-License-Identifier: MIT
//
// What an answer of openai.chat can carry, and how the rest is reported.
//
// Flow:      both encoders of answers ask before they write.
// Threading: pure.
// Ownership: words live as long as the program or the event.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::openai {

// Whether a part has a place in a message: text, thoughts, refusals, audio, and calls that the client shall answer.
bool can_answer(const aip_event& part_start);
// Reports the loss of an event, or of the part that it begins.
void lose_event(sdk::Env& env, const aip_event& event);

// The finish reason for a client: the upstream's own word if it is of this protocol.
std::string_view client_finish_word(const aip_event& finish, std::uint32_t origin, bool called, bool legacy);

}  // namespace aipool::openai
