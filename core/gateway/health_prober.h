// SPDX-License-Identifier: MIT
//
// HealthProber asks accounts for a sign of life: a generation of one token, or what their provider has for that.
//
// Flow:      run() looks every second which accounts their pools hold to be due: those not heard of for
//            `health_check.interval`, and those whose rest is over. What comes of a probe is judged as any attempt
//            is.
// Threading: one event loop; only one loop of a server runs it.
// Ownership: must outlive the loop's tasks. A probe keeps the snapshot that it started with.
// Errors:    none; a probe that fails is a verdict on its account.
// Units:     milliseconds.
#pragma once

#include <memory>

#include "core/gateway/loop_context.h"
#include "core/gateway/pipeline.h"
#include "core/gateway/snapshot.h"
#include "core/http/task.h"
#include "core/pool/lease.h"

namespace aipool::gateway {

class HealthProber {
 public:
  HealthProber(LoopContext& loop, CurrentSnapshot snapshot) : loop_(loop), snapshot_(std::move(snapshot)) {}

  http::Task<void> run();  // without end

 private:
  void look();
  http::Task<void> probe(std::shared_ptr<const Snapshot> snapshot, const PoolEntry* pool,
                         std::shared_ptr<pool::Lease> lease);

  LoopContext& loop_;
  CurrentSnapshot snapshot_;
  unsigned under_way_ = 0;
};

}  // namespace aipool::gateway
