// SPDX-License-Identifier: MIT
//
// RetryBudget keeps retries to a share of the traffic, so that a failing upstream is not hit harder than a healthy
// one.
//
// Flow:      deposit() at each request, withdraw() before each retry; then settle() with what came of it, or
//            give_back() if it was never made.
// Threading: any thread; two that ask at the same moment may both be right.
// Ownership: one for each pool.
// Errors:    withdraw() is false when the budget is spent.
// Units:     hundredths of a retry; credit in retries.
//
// Retries may be taken on credit, which later requests pay back: many while retries of the kind help, since then
// some account is well and a request would be lost for nothing; few once one was in vain. So all retries together
// never outgrow max(credit, share of the requests), and what a failing upstream gets in the long run is the share.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace aipool::pool {

// What is known of one kind says nothing about the others: an account that fails again and again does not keep
// requests from those that are well.
enum class RetryKind : std::uint8_t {
  kElsewhere,  // at another candidate
  kSameAgain,  // at the only one
  kAfterLate,  // at another candidate, while the one before might still have answered: never pays for itself
};

class RetryBudget {
 public:
  static constexpr std::int64_t kRetry = 100;
  static constexpr std::int64_t kCeiling = 10'000;  // a quiet hour does not buy a storm
  static constexpr std::int32_t kCreditWhileHelping = 50;
  static constexpr std::int32_t kCreditAfterWaste = 3;

  // 0: there are no retries.
  explicit RetryBudget(std::uint32_t percent) : percent_(percent) {
    for (auto& credit : credits_) credit = kCreditWhileHelping;
  }

  void deposit() {
    std::int64_t balance = balance_.load(std::memory_order_relaxed);
    while (balance < kCeiling &&
           !balance_.compare_exchange_weak(balance, std::min(balance + percent_, kCeiling), std::memory_order_relaxed)) {
    }
  }

  bool withdraw(RetryKind kind) {
    if (percent_ == 0) return false;
    std::int64_t balance = balance_.load(std::memory_order_relaxed);
    while (balance >= kRetry) {
      if (balance_.compare_exchange_weak(balance, balance - kRetry, std::memory_order_relaxed)) return true;
    }
    std::atomic<std::int32_t>& credit = credit_of(kind);
    std::int32_t left = credit.load(std::memory_order_relaxed);
    while (left > 0) {
      if (!credit.compare_exchange_weak(left, left - 1, std::memory_order_relaxed)) continue;
      balance_.fetch_sub(kRetry, std::memory_order_relaxed);
      return true;
    }
    return false;
  }

  // `answered`: the retry gave the request its answer.
  void settle(RetryKind kind, bool answered) {
    std::atomic<std::int32_t>& credit = credit_of(kind);
    if (answered) {
      if (kind == RetryKind::kAfterLate) return;  // it helped, and stays paid for
      give_back();
      credit.store(kCreditWhileHelping, std::memory_order_relaxed);
      return;
    }
    std::int32_t left = credit.load(std::memory_order_relaxed);
    while (left > kCreditAfterWaste &&
           !credit.compare_exchange_weak(left, kCreditAfterWaste, std::memory_order_relaxed)) {
    }
  }

  void give_back() { balance_.fetch_add(kRetry, std::memory_order_relaxed); }

 private:
  std::atomic<std::int32_t>& credit_of(RetryKind kind) { return credits_[static_cast<std::size_t>(kind)]; }

  const std::int64_t percent_;
  std::atomic<std::int64_t> balance_{0};
  std::array<std::atomic<std::int32_t>, 3> credits_{};
};

}  // namespace aipool::pool
