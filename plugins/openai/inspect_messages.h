// SPDX-License-Identifier: MIT
//
// inspect_messages() checks the shape of `messages`, so that a broken request never reaches an upstream.
//
// Flow:      part of inspect(); the same shapes are what decode_messages() then builds on.
// Threading: pure.
// Ownership: keeps nothing.
// Errors:    throws sdk::Fault with the exact element: messages[3].content[0].type.
#pragma once

#include "aipool/json.hpp"

namespace aipool::openai {

void inspect_messages(json::Value messages);

}  // namespace aipool::openai
