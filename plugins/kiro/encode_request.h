// SPDX-License-Identifier: MIT
//
// encode_request() writes the canonical request as a body of generateAssistantResponse. What differs between
// accounts comes from their options; the profile, which is part of the credential, is put in front by the provider.
//
// Flow:      read_turns.cc, order_turns.cc, encode_tools.cc, then write_body().
// Threading: pure.
// Ownership: returns owned text; empty: the operation has no body.
// Errors:    what the protocol cannot say is reported as a loss.
#pragma once

#include <string>
#include <vector>

#include "plugins/kiro/account_options.h"
#include "plugins/kiro/turns.h"

namespace aipool::kiro {

std::string encode_request(sdk::Env& env, const aip_hash_service& hash, std::uint32_t origin,
                           const aip_request& request);

// The parts of it.

// The tools that may be called and those that the history has called, as a JSON array; empty: none. A description
// that is too long goes to the end of `system`.
std::string encode_tools(const Target& target, const aip_hash_service& hash, const std::vector<Turn>& turns,
                         std::string& system);

// The same for every request of a conversation.
std::string conversation_id(const aip_hash_service& hash, const aip_request& request, const Conversation& conversation);

// One `userInputMessage` or `assistantResponseMessage`; `tools` of the current message alone.
struct TurnForm {
  const aip_hash_service& hash;
  std::string model_id;
  std::string_view origin;
};
void write_turn(json::Writer& out, const TurnForm& form, const Turn& turn, std::string_view tools);

}  // namespace aipool::kiro
