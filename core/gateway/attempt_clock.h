// SPDX-License-Identifier: MIT
//
// AttemptClock ends an attempt when the client goes away, or when its first content does not come in time.
//
// Flow:      made for each attempt; every wait of the attempt takes cancellation(); content_arrived() stops the clock.
// Threading: one event loop.
// Ownership: must outlive the attempt's exchange.
// Errors:    expired() tells a late upstream from a client that is gone: both look cancelled to the wait.
// Units:     milliseconds.
#pragma once

#include <chrono>

#include "core/http/cancellation.h"
#include "core/http/timer.h"

namespace aipool::gateway {

class AttemptClock final : private http::CancelNode {
 public:
  AttemptClock(http::EventLoop& loop, http::Cancellation& client, std::chrono::milliseconds first_content)
      : timer_(loop) {
    if (client.cancelled()) {
      cancellation_.cancel();
      return;
    }
    client.notify(*this);
    timer_.arm(first_content, [this] {
      expired_ = true;
      cancellation_.cancel();
    });
  }
  ~AttemptClock() { forget(); }
  AttemptClock(const AttemptClock&) = delete;
  AttemptClock& operator=(const AttemptClock&) = delete;

  http::Cancellation& cancellation() { return cancellation_; }
  void content_arrived() { timer_.cancel(); }
  bool expired() const { return expired_; }

 private:
  void on_cancel() noexcept override { cancellation_.cancel(); }

  http::Cancellation cancellation_;
  http::Timer timer_;
  bool expired_ = false;
};

}  // namespace aipool::gateway
