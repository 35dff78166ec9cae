// SPDX-License-Identifier: MIT
//
// LossReport counts what a conversion could not carry, and tells the debug log what it was.
//
// Flow:      record() at the end of a request.
// Threading: safe from any thread.
// Ownership: refers to the logger and the metrics.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/plugin/call.h"

namespace aipool::gateway {

class LossReport {
 public:
  // By the client's protocol and the provider.
  static constexpr std::string_view kMetric = "aipool_conversion_losses_total";

  LossReport(Logger& logger, MetricRegistry& metrics);

  // The losses of one request of a client of `protocol` to `provider`.
  void record(const plugin::Call& call, std::string_view protocol, std::string_view provider) const;

 private:
  Logger& logger_;
  MetricRegistry& metrics_;
  const std::uint32_t metric_;
};

}  // namespace aipool::gateway
