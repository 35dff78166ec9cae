// SPDX-License-Identifier: MIT
//
// LossReport counts what a conversion could not carry, and tells the debug log what it was.
//
// Flow:      record() at the end of a request.
// Threading: safe from any thread.
// Ownership: refers to the logger and the metrics.
// Errors:    none.
#pragma once

#include "core/base/log.h"
#include "core/base/metrics.h"

namespace aipool::gateway {

struct Transaction;

class LossReport {
 public:
  // By the client's protocol and the provider.
  static constexpr std::string_view kMetric = "aipool_conversion_losses_total";

  LossReport(Logger& logger, MetricRegistry& metrics);

  void record(const Transaction& transaction) const;

 private:
  Logger& logger_;
  MetricRegistry& metrics_;
  const std::uint32_t metric_;
};

}  // namespace aipool::gateway
