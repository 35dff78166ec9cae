// SPDX-License-Identifier: MIT
//
// Signals brings the signals of the process to the control thread's loop, as events among others.
//
// Flow:      block_signals() at the start; then the handler is called once for each that comes.
// Threading: the loop's thread.
// Ownership: borrows the loop, which outlives it.
// Errors:    throws std::system_error if the kernel refuses.
#pragma once

#include <signal.h>

#include <functional>

#include "core/http/event_loop.h"
#include "core/plugin/descriptor.h"

namespace aipool::app {

class Signals final : private http::EventSink {
 public:
  using Handler = std::function<void(int number)>;

  Signals(http::EventLoop& loop, const sigset_t& blocked, Handler handler);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  void on_events(std::uint32_t events) override;

  http::EventLoop& loop_;
  const Handler handler_;
  const plugin::Descriptor descriptor_;
};

}  // namespace aipool::app
