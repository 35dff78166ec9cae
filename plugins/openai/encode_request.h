// SPDX-License-Identifier: MIT
//
// encode_request() writes a canonical request as a body of openai.chat.
//
// Flow:      for an upstream of this protocol when the request is converted; pass_through.h has the other way.
// Threading: pure.
// Ownership: the body is a string of the caller.
// Errors:    losses for what the protocol cannot say.
#pragma once

#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai {

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request);

// The parts of it.
void encode_messages(const Target& target);
void encode_tools(const Target& target, ObjectWriter& body);
void encode_format(const Target& target);
void encode_embedding(const Target& target, ObjectWriter& body);

}  // namespace aipool::openai
