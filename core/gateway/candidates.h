// SPDX-License-Identifier: MIT
//
// Candidates is the ordered walk over all that may answer a request: the accounts of its pool, then those of its
// fallbacks. Each account gets each model once.
//
// Flow:      lease() for each attempt; once it has none, plan() adds the fallbacks; start_over() lets those that
//            failed try again.
// Threading: one event loop.
// Ownership: refers to the transaction; a Candidate holds its lease.
// Errors:    shortage() says why nothing could be leased.
#pragma once

#include <memory_resource>
#include <optional>
#include <vector>

#include "core/base/rare.h"
#include "core/gateway/fallback_plan.h"
#include "core/gateway/transaction.h"
#include "core/http/task.h"

namespace aipool::gateway {

struct Candidate {
  const PoolEntry* pool;
  std::string_view model;
  pool::Lease lease;
};

class Candidates {
 public:
  explicit Candidates(Transaction& transaction);

  // Sets `next` if there is one. REQUIRES: it has no value.
  bool lease(std::optional<Candidate>& next);

  // The same in the queue of the request's own pool. REQUIRES: lease() has said no, and there is nobody to plan for.
  http::Task<void> wait(std::optional<Candidate>& next);

  // Whether plan() would have to ask upstreams first.
  bool plan_takes_time();
  // Without asking anybody.
  void plan_at_once();
  http::Task<void> plan();

  // What was tried is one account, with one model.
  bool alone() const { return tried_.size() == 1; }
  void start_over() { tried_.clear(); }

  // REQUIRES: lease() has said no.
  const Error& shortage() const { return *shortage_; }

 private:
  struct Tried {
    const PoolEntry* pool;
    std::string_view model;
    std::size_t account;
  };

  FallbackPlan& fallbacks();
  void note(const Offer& offer, const Error& error);

  Transaction& t_;
  std::pmr::vector<Offer> offers_;
  std::pmr::vector<Tried> tried_;
  Rare<FallbackPlan> plan_;
  bool planned_ = false;
  bool home_lacks_model_ = false;
  Rare<Error> shortage_;
};

}  // namespace aipool::gateway
