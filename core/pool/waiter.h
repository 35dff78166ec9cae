// SPDX-License-Identifier: MIT
//
// Wish is what an attempt needs of a pool; a Waiter is one that has a place in its queue.
//
// Flow:      Wish -> Pool::acquire_or_wait -> Acquired: an answer at once, or the ticket of a Waiter.
// Threading: a Waiter is guarded by the pool's lock; its grant is called without it, on any thread.
// Ownership: a Wish borrows, a Waiter owns.
// Errors:    none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/pool/group.h"
#include "core/pool/lease.h"

namespace aipool::pool {

struct Wish {
  std::string_view model;              // empty: none, every account will do
  std::span<const std::size_t> tried;  // AccountSettings::index of those that will not do
  std::uint64_t conversation = 0;      // 0: none is known
};

// Called once with the lease, or with why there will be none.
using Grant = std::function<void(Result<Lease>)>;

struct Acquired {
  std::optional<Result<Lease>> at_once;
  std::uint64_t ticket = 0;  // of one that waits
};

struct Waiter {
  Wish wish() const { return {model, tried, conversation}; }

  std::string model;
  std::vector<std::size_t> tried;
  std::uint64_t conversation = 0;
  Route route;
  Group* queue = nullptr;  // whose room it takes; none: it waits for what a probe finds out
  Grant grant;
};

}  // namespace aipool::pool
