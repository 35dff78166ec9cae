// SPDX-License-Identifier: MIT
//
// run_attempts() carries a request upstream: lease an account, exchange, answer; again with another account while nothing has
// been shown and the fault allows it.
//
// Flow:      after choose_pool(); ends with an answer that is complete, ended in error, or visibly cut.
// Threading: one event loop.
// Ownership: an attempt's exchange, clock and lease end with it.
// Errors:    the last attempt's fault is what the client sees.
#pragma once

#include "core/gateway/attempt.h"
#include "core/gateway/transaction.h"
#include "core/http/task.h"

namespace aipool::gateway {

// Where somebody answers, `open` holds that; else the client has been told.
http::Task<void> run_attempts(Transaction& transaction, OpenAnswer& open);

// The end of what was found, once nothing more comes. REQUIRES: open.attempt.
http::Task<void> close_answer(Transaction& transaction, OpenAnswer& open);

}  // namespace aipool::gateway
