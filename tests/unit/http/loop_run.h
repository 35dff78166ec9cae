// SPDX-License-Identifier: MIT
//
// run_on() runs one task on a loop until it has ended, in the test's own thread.
//
// Threading: the calling thread is the loop's.
// Ownership: the task's frame is gone when it returns.
// Errors:    an exception that escapes the task is rethrown.
#pragma once

#include <exception>
#include <utility>

#include "core/http/event_loop.h"
#include "core/http/task.h"

namespace aipool::http::test {

inline Task<void> then_stop(EventLoop& loop, Task<void> task) {
  std::exception_ptr failure;
  try {
    co_await task;
  } catch (...) {
    failure = std::current_exception();
  }
  loop.stop();
  if (failure) std::rethrow_exception(failure);
}

inline void run_on(EventLoop& loop, Task<void> task) {
  std::exception_ptr failure;
  loop.on_failure([&failure](const std::exception_ptr& escaped) { failure = escaped; });
  spawn(loop, then_stop(loop, std::move(task)));
  loop.run();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace aipool::http::test
