// SPDX-License-Identifier: MIT
//
// GET /health: whether the server takes new work, for load balancers and people: 200, and 503 once it is about to stop.
// GET /health/live: whether it is alive, which it is to the end of its drain; to be restarted is what it needs least then.
// Neither needs a key, neither names an account.
//
// Flow:      asked before routing.
// Threading: one event loop.
// Ownership: borrows.
// Errors:    none.
#pragma once

#include "core/gateway/transaction.h"

namespace aipool::gateway {

// True if the request was one of these, and has been answered.
bool answer_health(Transaction& transaction);

}  // namespace aipool::gateway
