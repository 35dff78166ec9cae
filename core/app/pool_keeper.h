// SPDX-License-Identifier: MIT
//
// PoolKeeper keeps what the pools have learned in a file of state_dir, so that a restart does not forget it, and
// lets time pass for them.
//
// Flow:      start() once, with the first snapshot, adopt() with each that follows; look() every second; save() at
//            the end.
// Threading: the control thread, off the event loops.
// Ownership: owns nothing of a snapshot.
// Errors:    a file that is missing, broken or not ours is said in the log and passed over, and so is one that
//            cannot be written: the server serves without.
// Units:     a change of health is written within a second, mere use within kUseEvery.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/gateway/health_report.h"
#include "core/gateway/snapshot.h"

namespace aipool::app {

class PoolKeeper {
 public:
  static constexpr std::chrono::seconds kUseEvery{30};

  // `state_dir`: empty where there is none, and then nothing is kept.
  PoolKeeper(std::filesystem::path state_dir, Logger& logger, MetricRegistry& metrics);

  void start(const gateway::Snapshot& snapshot);
  // Another snapshot serves from now on; its pools have taken over what they follow.
  void adopt(const gateway::Snapshot& snapshot) { gateway::observe_pools(snapshot, report_); }
  void look(const gateway::Snapshot& snapshot);
  void save(const gateway::Snapshot& snapshot);

 private:
  void restore(const gateway::Snapshot& snapshot);

  const std::filesystem::path file_;
  Logger& logger_;
  const std::shared_ptr<gateway::HealthReport> report_;
  std::uint64_t health_saved_ = 0;
  std::uint64_t uses_saved_ = 0;
  std::chrono::steady_clock::time_point saved_{};
  bool complained_ = false;
};

}  // namespace aipool::app
