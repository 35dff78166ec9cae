// SPDX-License-Identifier: MIT
//
// encode_request() writes a canonical request as a body of claude.messages, to generate or to count tokens.
//
// Flow:      for an upstream of this protocol when the request is converted; pass_through.h has the other way.
// Threading: pure.
// Ownership: the body is a string of the caller.
// Errors:    losses for what the protocol cannot say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request);

// The parts of it.
void encode_system(const Target& target, ObjectWriter& body);
void encode_messages(const Target& target);
void encode_tools(const Target& target, ObjectWriter& body, bool thinks);

// The system prompt is a member of its own, but turns of the system in the middle stay where this protocol's own client
// put them.
bool is_system_prompt(const Target& target, const aip_message& message, std::size_t index);

}  // namespace aipool::claude
