// SPDX-License-Identifier: MIT
//
// Signal is what every suspended coroutine here waits on: set by an event, and given up at a deadline or by a
// cancellation, whichever comes first.
//
// Flow:      auto outcome = co_await signal.wait(deadline, cancellation); a set() that nobody waits for is kept for
//            the next wait.
// Threading: one event loop.
// Ownership: must outlive its wait; one coroutine waits at a time. Destroying the waiting coroutine ends the wait.
// Errors:    wait_error() turns a failed outcome into an Error.
#pragma once

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <string_view>

#include "core/base/error.h"
#include "core/base/result.h"
#include "core/http/cancellation.h"
#include "core/http/event_loop.h"
#include "core/http/task.h"
#include "core/http/timer_wheel.h"

namespace aipool::http {

enum class WaitOutcome : std::uint8_t { kSignalled, kDeadline, kCancelled };

class Signal : private TimedNode {
 public:
  class Wait;

  explicit Signal(EventLoop& loop) noexcept : loop_(loop) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void set() noexcept;
  void clear() noexcept { set_ = false; }
  bool is_set() const noexcept { return set_; }
  void fetch() const noexcept;  // set() follows soon

  // kNoDeadline and nullptr mean that nothing but set() ends it.
  Wait wait(TimePoint deadline, Cancellation* cancellation) noexcept;

 private:
  // Stays armed when a wait ends: the next one mostly puts the deadline off.
  void on_deadline() noexcept override;

  EventLoop& loop_;
  Wait* waiter_ = nullptr;
  bool set_ = false;
};

// The awaitable of Signal::wait(); lives in the frame of the coroutine that awaits it.
class Signal::Wait final : private ReadyNode, private CancelNode {
 public:
  Wait(Signal& signal, TimePoint deadline, Cancellation* cancellation) noexcept
      : signal_(signal), deadline_(deadline), cancellation_(cancellation) {}
  ~Wait() override {
    if (signal_.waiter_ == this) signal_.waiter_ = nullptr;
  }

  void goes_on_with(const WorkingSet* set) noexcept { working_set = set; }  // NULL: nothing is fetched

  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<> caller) noexcept;
  WaitOutcome await_resume() const noexcept { return outcome_; }

 private:
  friend class Signal;
  void wake(WaitOutcome outcome) noexcept;
  void on_cancel() noexcept override { wake(WaitOutcome::kCancelled); }

  Signal& signal_;
  const TimePoint deadline_;
  Cancellation* const cancellation_;
  WaitOutcome outcome_ = WaitOutcome::kSignalled;
};

inline void Signal::fetch() const noexcept {
  if (waiter_ == nullptr) return;
  __builtin_prefetch(waiter_, 1);
  __builtin_prefetch(reinterpret_cast<const char*>(waiter_) + sizeof(Wait) - 1, 1);
}

inline Signal::Wait Signal::wait(TimePoint deadline, Cancellation* cancellation) noexcept {
  return Wait(*this, deadline, cancellation);
}

// One that never has to wait yields after so many pieces, so that others have their turn.
inline constexpr unsigned kTurnsWithoutPause = 32;

// Lets every other ready coroutine run first: Yield yield(loop); co_await yield;
class Yield final : private ReadyNode {
 public:
  explicit Yield(EventLoop& loop) noexcept : loop_(loop) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller) noexcept {
    handle = caller;
    loop_.make_ready(*this);
  }
  void await_resume() const noexcept {}

 private:
  EventLoop& loop_;
};

// Lets every other ready coroutine of this batch run first: BatchEnd end(loop); co_await end;
// What is written to sockets then is written together, so that peers are woken for many writes and not for each.
class BatchEnd final : private ReadyNode {
 public:
  explicit BatchEnd(EventLoop& loop) noexcept : loop_(loop) {}

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> caller) noexcept {
    handle = caller;
    loop_.make_last(*this);
  }
  void await_resume() const noexcept {}

 private:
  EventLoop& loop_;
};

// kTimeout or kCancelled; `what` names the wait, for logs.
Error wait_error(WaitOutcome outcome, ErrorSource source, std::string_view what);

Task<Result<void>> sleep_for(EventLoop& loop, std::chrono::milliseconds delay, Cancellation* cancellation);

}  // namespace aipool::http
