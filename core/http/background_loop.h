// SPDX-License-Identifier: MIT
//
// BackgroundLoop is an event loop with a thread and upstream connections of its own, for work that belongs to no
// request.
//
// Flow:      start(task) from anywhere; the task runs on the loop's thread and may wait for the disk, which a
//            request must not.
// Threading: start() is safe from any thread; loop() and upstreams() are for tasks on it.
// Ownership: the destructor ends the thread and destroys the unfinished tasks; what they refer to must still be
//            alive.
// Errors:    an exception that escapes a task goes to `on_failure`. A task that comes after the end is dropped.
#pragma once

#include <exception>
#include <functional>
#include <thread>

#include "core/http/client.h"
#include "core/http/event_loop.h"
#include "core/http/task.h"

namespace aipool::http {

class BackgroundLoop {
 public:
  explicit BackgroundLoop(std::function<void(std::exception_ptr)> on_failure);
  ~BackgroundLoop();
  BackgroundLoop(const BackgroundLoop&) = delete;
  BackgroundLoop& operator=(const BackgroundLoop&) = delete;

  // `make` is called on the loop's thread.
  void start(std::function<Task<void>()> make);

  EventLoop& loop() noexcept { return loop_; }
  ClientPool& upstreams() noexcept { return upstreams_; }

 private:
  EventLoop loop_;
  ClientPool upstreams_{loop_};
  std::thread thread_;
};

}  // namespace aipool::http
