// SPDX-License-Identifier: MIT
//
// Rest is the pause of one account, or of one model on it, after failures: it grows while failures follow each other.
//
// Flow:      Pool calls fail() and succeed(), and asks until().
// Threading: guarded by the pool's lock.
// Ownership: plain values.
// Errors:    none.
// Units:     steady-clock time points; milliseconds.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "core/pool/verdict.h"

namespace aipool::pool {

using TimePoint = std::chrono::steady_clock::time_point;

class Rest {
 public:
  static constexpr std::chrono::milliseconds kShortest{5'000};
  static constexpr std::chrono::milliseconds kLongest{300'000};
  static constexpr std::uint32_t kFailuresTolerated = 2;  // a server fault rests an account at the third in a row

  // A pause that the upstream asked for is kept to; a credential fault rests at once, a server fault when it repeats.
  void fail(const Verdict& verdict, TimePoint now) {
    ++failures_;
    if (verdict.retry_after) {
      until_ = now + std::clamp(*verdict.retry_after, std::chrono::milliseconds{0}, kLongest);
      return;
    }
    const bool at_once = verdict.rate_limited || verdict.fault != Fault::kUpstream;
    if (!at_once && failures_ <= kFailuresTolerated) return;
    const std::uint32_t doublings = std::min(at_once ? failures_ - 1 : failures_ - 1 - kFailuresTolerated, 6u);
    until_ = now + std::min(kShortest * (1 << doublings), kLongest);
  }
  void succeed() { *this = Rest{}; }
  bool over(TimePoint now) const { return until_ <= now; }
  TimePoint until() const { return until_; }

 private:
  TimePoint until_{};
  std::uint32_t failures_ = 0;
};

}  // namespace aipool::pool
