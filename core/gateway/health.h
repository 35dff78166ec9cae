// SPDX-License-Identifier: MIT
//
// GET /health: whether the server serves, for load balancers and people; it needs no key and names no account.
//
// Flow:      asked before routing.
// Threading: one event loop.
// Ownership: borrows.
// Errors:    none.
#pragma once

#include "core/gateway/transaction.h"

namespace aipool::gateway {

// True if the request was one for /health, and has been answered.
bool answer_health(Transaction& transaction);

}  // namespace aipool::gateway
