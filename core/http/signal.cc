// SPDX-License-Identifier: MIT
#include "core/http/signal.h"

#include <string>
#include <utility>

namespace aipool::http {

void Signal::set() noexcept {
  if (waiter_ == nullptr) {
    set_ = true;
  } else {
    waiter_->wake(WaitOutcome::kSignalled);
  }
}

void Signal::on_deadline() noexcept {
  if (waiter_ != nullptr) waiter_->wake(WaitOutcome::kDeadline);
}

bool Signal::Wait::await_ready() noexcept {
  if (cancellation_ != nullptr && cancellation_->cancelled()) {
    outcome_ = WaitOutcome::kCancelled;
    return true;
  }
  if (std::exchange(signal_.set_, false)) return true;
  outcome_ = WaitOutcome::kDeadline;
  return deadline_ <= signal_.loop_.now();
}

void Signal::Wait::await_suspend(std::coroutine_handle<> caller) noexcept {
  handle = caller;
  signal_.waiter_ = this;
  signal_.loop_.arm(signal_, deadline_);
  if (cancellation_ != nullptr) cancellation_->notify(*this);
}

void Signal::Wait::wake(WaitOutcome outcome) noexcept {
  outcome_ = outcome;
  signal_.waiter_ = nullptr;
  forget();
  signal_.loop_.make_ready(*this);
}

Error wait_error(WaitOutcome outcome, ErrorSource source, std::string_view what) {
  const bool cancelled = outcome == WaitOutcome::kCancelled;
  std::string detail(what);
  detail += cancelled ? ": cancelled" : ": deadline passed";
  return make_error(cancelled ? ErrorCode::kCancelled : ErrorCode::kTimeout, source, std::move(detail));
}

Task<Result<void>> sleep_for(EventLoop& loop, std::chrono::milliseconds delay, Cancellation* cancellation) {
  Signal never(loop);
  const TimePoint deadline = loop.after(delay);
  const WaitOutcome outcome = co_await never.wait(deadline, cancellation);
  if (outcome == WaitOutcome::kCancelled) co_return wait_error(outcome, ErrorSource::kInternal, "sleep");
  co_return Result<void>();
}

}  // namespace aipool::http
