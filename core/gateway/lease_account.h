// SPDX-License-Identifier: MIT
//
// lease_account() leases an account for an attempt; where all are busy it waits in the pool's queue.
//
// Flow:      before each attempt. A slot that frees on any thread comes back to the request's loop by its mailbox.
// Threading: one event loop.
// Ownership: the lease is the caller's. A request that ends while it waits gives its place back at once.
// Errors:    those of Pool::acquire; kRateLimited when the wait outlasts the request, kCancelled when its client
//            goes.
#pragma once

#include "core/gateway/transaction.h"
#include "core/http/task.h"
#include "core/pool/pool.h"

namespace aipool::gateway {

// What `wish` refers to must outlive the wait.
http::Task<Result<pool::Lease>> lease_account(Transaction& transaction, pool::Pool& pool, const pool::Wish& wish);

// The second half of it, for a caller that has asked the pool before: waits if there is something to wait for.
http::Task<Result<pool::Lease>> wait_for_account(Transaction& transaction, pool::Pool& pool, pool::Wish wish);

}  // namespace aipool::gateway
