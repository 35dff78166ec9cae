// SPDX-License-Identifier: MIT
//
// TimerWheel keeps deadlines in slots of 10 ms: arming and disarming is relinking a node, with no syscall, and putting a
// deadline off is writing one number.
//
// Flow:      EventLoop advances it once per batch; TimedNode::on_deadline() runs for what is due.
// Threading: one event loop.
// Ownership: nodes belong to their callers and leave the wheel when destroyed.
// Errors:    none.
// Units:     a deadline is met at the first tick at or after it, so up to 10 ms late and never early.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "core/http/intrusive_list.h"

namespace aipool::http {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
inline constexpr TimePoint kNoDeadline = TimePoint::max();

class TimedNode : private Link {
 public:
  bool armed() const noexcept { return linked(); }
  void disarm() noexcept { unlink(); }

 protected:
  TimedNode() = default;
  virtual ~TimedNode() = default;
  virtual void on_deadline() noexcept = 0;

 private:
  friend class TimerWheel;
  std::uint64_t tick_ = 0;
};

class TimerWheel {
 public:
  static constexpr std::chrono::milliseconds kTick{10};

  explicit TimerWheel(TimePoint start) noexcept : start_(start) {}

  // Arms or re-arms `node`; kNoDeadline disarms it.
  void arm(TimedNode& node, TimePoint deadline) noexcept;

  // Runs on_deadline() of every node that is due. A callback may arm and destroy any node.
  void advance(TimePoint now) noexcept;

  // Not after the earliest armed deadline, kNoDeadline when nothing is armed.
  TimePoint next_wake() noexcept;

 private:
  static constexpr std::size_t kSlots = 1024;

  void place(TimedNode& node) noexcept;
  void run_slot(Link& slot) noexcept;

  const TimePoint start_;
  std::uint64_t tick_ = 0;  // every slot up to and including this tick has run
  std::array<Link, kSlots> slots_;
  std::array<std::uint64_t, kSlots / 64> occupied_{};  // a set bit may be stale, a clear bit never is
};

}  // namespace aipool::http
