// SPDX-License-Identifier: MIT
//
// Fills the host's part of a request's envelope: method, path, query, headers, path parameters, operation.
//
// Flow:      after routing, before the protocol's inspect().
// Threading: one event loop.
// Ownership: lists hang in the call's arena; texts are spans of the request's head.
// Errors:    std::bad_alloc over the call's budget.
#pragma once

#include <string_view>

#include "core/gateway/route_table.h"
#include "core/gateway/transaction.h"

namespace aipool::gateway {

// `path`: without the provider's prefix. Credentials stay out: plugins never see a client's key.
void fill_envelope(Transaction& transaction, std::string_view path, const RouteMatch& match);

}  // namespace aipool::gateway
