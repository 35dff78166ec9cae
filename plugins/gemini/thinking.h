// SPDX-License-Identifier: MIT
//
// thinkingConfig: a budget of tokens for older models, a level for newer ones, and whether thoughts are shown.
//
// Flow:      decode_config() reads it, encode_config() writes it.
// Threading: pure.
// Ownership: as decode_request() and Target.
// Errors:    decoding throws sdk::Fault that names the field; encoding reports what a model cannot be told.
// Units:     tokens.
#pragma once

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

void decode_thinking(const Source& source, json::Value config, const Place& place, aip_request& request);

// The member of an open generationConfig, or nothing.
void encode_thinking(const Target& target, std::string_view model, ObjectWriter& config);

}  // namespace aipool::gemini
