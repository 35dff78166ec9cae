// SPDX-License-Identifier: MIT
//
// AttemptReport counts attempts by provider and outcome, and tells the debug log of each.
//
// Flow:      record() at the end of an attempt; counts are gathered for a moment, so that attempts share no lock.
// Threading: one event loop; the metrics are shared by all.
// Ownership: refers to the logger and the metrics.
// Errors:    none.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/gateway/attempt_history.h"
#include "core/http/timer.h"

namespace aipool::gateway {

class AttemptReport {
 public:
  static constexpr std::string_view kMetric = "aipool_attempts_total";  // by provider and outcome
  static constexpr std::chrono::milliseconds kFlushAfter{100};

  AttemptReport(http::EventLoop& loop, Logger& logger, MetricRegistry& metrics);
  ~AttemptReport() { flush(); }
  AttemptReport(const AttemptReport&) = delete;
  AttemptReport& operator=(const AttemptReport&) = delete;

  // REQUIRES: the attempt has ended. `id` is the request's.
  void record(std::string_view id, const AttemptRecord& attempt);
  void flush();

 private:
  static constexpr std::size_t kOutcomes = static_cast<std::size_t>(AttemptOutcome::kCancelled) + 1;
  struct Counts {
    std::string provider;
    std::array<std::uint32_t, kOutcomes> of{};
  };

  Logger& logger_;
  MetricRegistry& metrics_;
  const std::uint32_t metric_;
  http::Timer timer_;
  std::vector<Counts> counts_;  // one for each provider that was ever used
};

}  // namespace aipool::gateway
