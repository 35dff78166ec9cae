// SPDX-License-Identifier: MIT
//
// Effects are what a change under the pool's lock has to tell others, once the lock is gone.
//
// Flow:      gathered by Pool's methods, delivered by Pool::deliver().
// Threading: one thread.
// Ownership: owns its texts and leases.
// Errors:    none.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "core/pool/health.h"
#include "core/pool/lease.h"
#include "core/pool/pool.h"
#include "core/pool/waiter.h"

namespace aipool::pool {

struct Pool::Effects {
  struct Change {
    const std::string* uuid;  // of the account's settings
    std::string model;
    Health from;
    Health to;
    Fault fault;
    std::chrono::milliseconds pause;
  };

  std::shared_ptr<Observer> observer;
  std::vector<Change> changes;
  std::vector<std::pair<Grant, Result<Lease>>> grants;
};

// What the accounts that serve a model are doing, gathered where none of them is free.
struct Pool::Outlook {
  bool served = false;
  bool free = false;
  bool busy = false;     // one is at its limit
  bool probing = false;  // one has its probe out
  bool only_rate_limits = true;
  Group* room = nullptr;  // in whose queue there is a place
  TimePoint soonest = TimePoint::max();

  void rests_until(TimePoint until, bool rate_limited) {
    if (until < soonest) soonest = until;
    only_rate_limits = only_rate_limits && rate_limited;
  }
};

}  // namespace aipool::pool
