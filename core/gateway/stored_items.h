// SPDX-License-Identifier: MIT
//
// Items of stored answers: a protocol that gives each item of an answer an id lets clients refer to it instead of sending it
// again.
//
// Flow:      after inspect(), where it found references: resolve_items() puts the items in their place, as if the client had
//            sent them; before an answer is stored: items_in() finds those of its body.
// Threading: one event loop; the store is shared.
// Ownership: the new body lies in the call arena.
// Errors:    a body that grows over the limit of bodies, or that inspect() refuses with the items in it. An item that was
//            never here is left as it is: an upstream may know it.
#pragma once

#include <string_view>
#include <vector>

#include "aipool/json/value.hpp"
#include "core/gateway/refusal.h"
#include "core/gateway/transaction.h"

namespace aipool::gateway {

Refusal resolve_items(Transaction& t);

// The elements of `output` that have an id.
std::vector<StoredItem> items_in(json::Value answer);

}  // namespace aipool::gateway
