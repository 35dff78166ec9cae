// SPDX-License-Identifier: MIT
//
// encode_request() writes a canonical request as a body of openai.responses.
//
// Flow:      for an upstream of this protocol when the request is converted; splice_request() where it passes through.
// Threading: pure.
// Ownership: the body is a string of the caller.
// Errors:    losses for what the protocol cannot say.
#pragma once

#include <string>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

std::string encode_request(sdk::Env& env, std::uint32_t origin, const aip_request& request);

// Over the client's own body: the upstream's name of the model, if it is another.
void splice_model(const aip_request& request, sdk::Out& out);

// The parts of it.
void encode_tools(const Target& target, ObjectWriter& body);
void encode_format(const Target& target, ObjectWriter& text);

}  // namespace aipool::openai::responses
