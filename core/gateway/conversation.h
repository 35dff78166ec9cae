// SPDX-License-Identifier: MIT
//
// conversation_of() tells one conversation from another, so that its turns may go to the account that has its
// prompt cached.
//
// Flow:      after inspect(), where `affinity` is enabled.
// Threading: one event loop.
// Ownership: plain values; a hash, from which nothing of the prompt can be had back.
// Errors:    none; 0 where the request tells nothing of a conversation.
#pragma once

#include <cstdint>

#include "core/gateway/transaction.h"

namespace aipool::gateway {

std::uint64_t conversation_of(const Transaction& transaction);

}  // namespace aipool::gateway
