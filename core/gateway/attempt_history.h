// SPDX-License-Identifier: MIT
//
// AttemptHistory is what a request has tried so far, and what it passed over.
//
// Flow:      run_attempts() adds to it; the access log, the attempt report and the explanation read it.
// Threading: one event loop.
// Ownership: lies in the call's memory; texts are of the snapshot or the call.
// Errors:    none.
// Units:     steady-clock time points.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <string_view>
#include <vector>

#include "core/pool/verdict.h"

namespace aipool::gateway {

enum class AttemptOutcome : std::uint8_t {
  kRunning,
  kComplete,
  kClientFault,
  kCredentialFault,
  kModelFault,
  kUpstreamFault,
  kRateLimited,
  kLate,  // no content in time
  kLocalFault,
  kCancelled,
};

constexpr std::string_view name_of(AttemptOutcome outcome) noexcept {
  switch (outcome) {
    case AttemptOutcome::kRunning: return "running";
    case AttemptOutcome::kComplete: return "complete";
    case AttemptOutcome::kClientFault: return "client";
    case AttemptOutcome::kCredentialFault: return "credential";
    case AttemptOutcome::kModelFault: return "model";
    case AttemptOutcome::kUpstreamFault: return "upstream";
    case AttemptOutcome::kRateLimited: return "rate_limited";
    case AttemptOutcome::kLate: return "late";
    case AttemptOutcome::kLocalFault: return "local";
    case AttemptOutcome::kCancelled: return "cancelled";
  }
  return "running";
}

struct AttemptRecord {
  using TimePoint = std::chrono::steady_clock::time_point;

  std::chrono::milliseconds took(TimePoint now) const {
    const TimePoint end = outcome == AttemptOutcome::kRunning ? now : ended;
    return std::chrono::duration_cast<std::chrono::milliseconds>(end - started);
  }

  std::string_view provider;
  std::string_view account;
  std::string_view model;
  TimePoint started{};
  TimePoint ended{};
  int status = 0;  // of the upstream's answer; 0: there was none
  bool retryable = false;
  AttemptOutcome outcome = AttemptOutcome::kRunning;
};

// A pool that gave no account for the model, and why.
struct SkippedPool {
  std::string_view provider;
  std::string_view model;
  std::string_view why;
  std::optional<std::chrono::milliseconds> retry_after;
};

struct AttemptHistory {
  explicit AttemptHistory(std::pmr::memory_resource& memory) : attempts(&memory), skipped(&memory) {}

  std::pmr::vector<AttemptRecord> attempts;
  std::pmr::vector<SkippedPool> skipped;
};

}  // namespace aipool::gateway
