// SPDX-License-Identifier: MIT
//
// RetryBudget keeps retries to a share of the traffic, so that a failing upstream is not hit harder than a healthy one.
//
// Flow:      deposit() at each request, withdraw() before each retry.
// Threading: any thread.
// Ownership: one for each pool.
// Errors:    withdraw() is false when the budget is spent.
// Units:     hundredths of a retry.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace aipool::pool {

class RetryBudget {
 public:
  static constexpr std::int64_t kFloor = 300;     // three retries are always there to begin with
  static constexpr std::int64_t kCeiling = 10'000;  // a quiet hour does not buy a storm

  explicit RetryBudget(std::uint32_t percent) : percent_(percent), balance_(kFloor) {}

  void deposit() {
    std::int64_t balance = balance_.load(std::memory_order_relaxed);
    while (balance < kCeiling &&
           !balance_.compare_exchange_weak(balance, std::min(balance + percent_, kCeiling), std::memory_order_relaxed)) {
    }
  }
  bool withdraw() {
    std::int64_t balance = balance_.load(std::memory_order_relaxed);
    while (balance >= 100) {
      if (balance_.compare_exchange_weak(balance, balance - 100, std::memory_order_relaxed)) return true;
    }
    return false;
  }

 private:
  const std::int64_t percent_;
  std::atomic<std::int64_t> balance_;
};

}  // namespace aipool::pool
