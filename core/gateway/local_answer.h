// SPDX-License-Identifier: MIT
//
// An answer that the server gives itself, in the client's protocol.
//
// Flow:      the caller makes the events; END is added.
// Threading: one event loop.
// Ownership: borrows the events for the call.
// Errors:    what the protocol's encoder says.
#pragma once

#include <span>

#include "core/gateway/refusal.h"
#include "core/gateway/transaction.h"

namespace aipool::gateway {

Refusal answer_locally(Transaction& t, std::span<const aip_event> events);

}  // namespace aipool::gateway
