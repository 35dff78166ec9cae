// SPDX-License-Identifier: MIT
//
// AttemptClock ends an attempt when the client goes away, or when its first content does not come in time.
//
// Flow:      made for each attempt; every wait of the attempt takes cancellation(); stop() at the first
//            content. When the time for the first content is over and nobody else could answer, the attempt goes on
//            to the longer limit.
// Threading: one event loop.
// Ownership: must outlive the attempt's exchange.
// Errors:    expired() tells a late upstream from a client that is gone: both look cancelled to the wait.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

#include "core/http/cancellation.h"
#include "core/http/timer.h"

namespace aipool::gateway {

class AttemptClock final : private http::CancelNode {
 public:
  using MayMoveOn = std::function<bool()>;

  AttemptClock(http::EventLoop& loop, http::Cancellation& client, std::chrono::milliseconds patience)
      : timer_(loop) {
    if (!follow(client)) return;
    timer_.arm(patience, [this] { expire(); });
  }
  // After `patience` it asks whether there is another candidate; where there is none, it ends at `last_patience`.
  AttemptClock(http::EventLoop& loop, http::Cancellation& client, std::chrono::milliseconds patience,
               std::chrono::milliseconds last_patience, MayMoveOn may_move_on)
      : timer_(loop), may_move_on_(std::move(may_move_on)) {
    if (!follow(client)) return;
    if (patience >= last_patience) {
      timer_.arm(last_patience, [this] { expire(); });
      return;
    }
    timer_.arm(patience, [this, more = last_patience - patience] {
      if (may_move_on_()) return expire();
      timer_.arm(more, [this] { expire(); });
    });
  }
  ~AttemptClock() { forget(); }
  AttemptClock(const AttemptClock&) = delete;
  AttemptClock& operator=(const AttemptClock&) = delete;

  http::Cancellation& cancellation() { return cancellation_; }
  void stop() {
    timer_.cancel();
    may_move_on_ = nullptr;
  }
  bool expired() const { return expired_; }

 private:
  bool follow(http::Cancellation& client) {
    if (client.cancelled()) {
      cancellation_.cancel();
      return false;
    }
    client.notify(*this);
    return true;
  }
  void expire() {
    expired_ = true;
    cancellation_.cancel();
  }
  void on_cancel() noexcept override { cancellation_.cancel(); }

  http::Cancellation cancellation_;
  http::Timer timer_;
  MayMoveOn may_move_on_;
  bool expired_ = false;
};

}  // namespace aipool::gateway
