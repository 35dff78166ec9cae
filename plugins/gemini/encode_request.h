// SPDX-License-Identifier: MIT
//
// encode_request() writes a canonical request as a body of gemini.generate: to generate, count tokens or embed.
//
// Flow:      for an upstream of this protocol when the request is converted; pass_through.h has the other way.
// Threading: pure.
// Ownership: the body is a string of the caller.
// Errors:    losses for what the protocol cannot say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request);

std::string_view upstream_model(const aip_request& request);
std::string_view models_name(const Target& target);  // "models/" before it

// The parts of it.
void encode_contents(const Target& target, ObjectWriter& body);
void encode_tools(const Target& target, ObjectWriter& body);
void encode_config(const Target& target, ObjectWriter& body);
void encode_embedding(const Target& target);

}  // namespace aipool::gemini
