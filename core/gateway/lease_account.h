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

#include <cstddef>
#include <span>

#include "core/gateway/transaction.h"
#include "core/http/task.h"
#include "core/pool/pool.h"

namespace aipool::gateway {

// `tried`: accounts that will not do; it must outlive the wait.
http::Task<Result<pool::Lease>> lease_account(Transaction& transaction, pool::Pool& pool,
                                              std::span<const std::size_t> tried);

}  // namespace aipool::gateway
