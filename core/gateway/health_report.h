// SPDX-License-Identifier: MIT
//
// HealthReport writes each change of an account's health to the log and into the metrics.
//
// Flow:      observes the pools of every snapshot; the number is
//            aipool_account_transitions_total{provider,of,from,to}.
// Threading: safe from any thread.
// Ownership: refers to logger and metrics.
// Errors:    none. Names of accounts and models are written, nothing secret.
#pragma once

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/gateway/snapshot.h"
#include "core/pool/health.h"

namespace aipool::gateway {

class HealthReport final : public pool::Observer {
 public:
  HealthReport(Logger& logger, MetricRegistry& metrics);

  void health_changed(const pool::Transition& transition) override;

 private:
  Logger& logger_;
  MetricRegistry& metrics_;
  const std::uint32_t transitions_;
};

// From now on the report hears of the snapshot's pools.
void observe_pools(const Snapshot& snapshot, const std::shared_ptr<HealthReport>& report);

}  // namespace aipool::gateway
