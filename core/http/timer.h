// SPDX-License-Identifier: MIT
//
// Timer calls back once, at or soon after its delay.
//
// Flow:      arm() replaces what was armed; put_off() gives it another delay; cancel() and the destructor forget it.
// Threading: one event loop; the callback runs on it, and may arm or destroy its own timer.
// Ownership: owns the callback; must not outlive its loop.
// Errors:    what the callback throws goes to the loop's failure handler.
// Units:     up to 10 ms late (TimerWheel::kTick).
#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <utility>

#include "core/http/event_loop.h"

namespace aipool::http {

class Timer final : private TimedNode {
 public:
  explicit Timer(EventLoop& loop) noexcept : loop_(loop) {}

  void arm(std::chrono::milliseconds delay, std::function<void()> callback) {
    callback_ = std::move(callback);
    loop_.arm(*this, loop_.after(delay));
  }
  void put_off(std::chrono::milliseconds delay) noexcept { loop_.arm(*this, loop_.after(delay)); }  // REQUIRES: armed()
  void cancel() noexcept {
    disarm();
    callback_ = nullptr;
  }
  using TimedNode::armed;

 private:
  void on_deadline() noexcept override {
    EventLoop& loop = loop_;  // the callback may destroy this timer
    const auto callback = std::move(callback_);
    try {
      callback();
    } catch (...) {
      loop.report(std::current_exception());
    }
  }

  EventLoop& loop_;
  std::function<void()> callback_;
};

}  // namespace aipool::http
