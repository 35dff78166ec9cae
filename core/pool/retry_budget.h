// SPDX-License-Identifier: MIT
//
// RetryBudget keeps retries to a share of the traffic, so that a failing upstream is not hit harder than a healthy one.
//
// Flow:      deposit() at each request, withdraw() before each retry; then helped() if the retry gave the answer, wasted() if
//            it did not, give_back() if it was never made.
// Threading: any thread; two that ask at the same moment may both be right.
// Ownership: one for each pool.
// Errors:    withdraw() is false when the budget is spent.
// Units:     hundredths of a retry; credit in retries.
//
// Retries may be taken on credit, which later requests pay back: many while retries help, since then some account is well
// and a request would be lost for nothing; few once one was wasted. So all retries together never outgrow
// max(credit, share of the requests), and what a failing upstream gets in the long run is the share.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace aipool::pool {

class RetryBudget {
 public:
  static constexpr std::int64_t kRetry = 100;
  static constexpr std::int64_t kCeiling = 10'000;  // a quiet hour does not buy a storm
  static constexpr std::int32_t kCreditWhileHelping = 50;
  static constexpr std::int32_t kCreditAfterWaste = 3;

  // 0: there are no retries.
  explicit RetryBudget(std::uint32_t percent) : percent_(percent) {}

  void deposit() {
    std::int64_t balance = balance_.load(std::memory_order_relaxed);
    while (balance < kCeiling &&
           !balance_.compare_exchange_weak(balance, std::min(balance + percent_, kCeiling), std::memory_order_relaxed)) {
    }
  }

  bool withdraw() {
    if (percent_ == 0) return false;
    std::int64_t balance = balance_.load(std::memory_order_relaxed);
    while (balance >= kRetry) {
      if (balance_.compare_exchange_weak(balance, balance - kRetry, std::memory_order_relaxed)) return true;
    }
    std::int32_t credit = credit_.load(std::memory_order_relaxed);
    while (credit > 0) {
      if (!credit_.compare_exchange_weak(credit, credit - 1, std::memory_order_relaxed)) continue;
      balance_.fetch_sub(kRetry, std::memory_order_relaxed);
      return true;
    }
    return false;
  }

  void give_back() { balance_.fetch_add(kRetry, std::memory_order_relaxed); }

  void helped() {
    give_back();
    credit_.store(kCreditWhileHelping, std::memory_order_relaxed);
  }

  void wasted() {
    std::int32_t credit = credit_.load(std::memory_order_relaxed);
    while (credit > kCreditAfterWaste &&
           !credit_.compare_exchange_weak(credit, kCreditAfterWaste, std::memory_order_relaxed)) {
    }
  }

 private:
  const std::int64_t percent_;
  std::atomic<std::int64_t> balance_{0};
  std::atomic<std::int32_t> credit_{kCreditWhileHelping};
};

}  // namespace aipool::pool
