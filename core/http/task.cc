// SPDX-License-Identifier: MIT
#include "core/http/task.h"

namespace aipool::http {
namespace {

// The coroutine at the bottom of a spawned task; its frame frees itself at the end.
struct Detached {
  struct promise_type : frame_pool::Recycled {
    Detached get_return_object() noexcept {
      root.handle = start.handle = std::coroutine_handle<promise_type>::from_promise(*this);
      return {*this};
    }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept { std::terminate(); }  // run_detached() lets nothing through

    TaskRoot root;
    ReadyNode start;
  };

  promise_type& promise;
};

Detached run_detached(EventLoop& loop, Task<void> task) {
  try {
    co_await task;
  } catch (...) {
    loop.report(std::current_exception());
  }
}

}  // namespace

void spawn(EventLoop& loop, Task<void> task) {
  const Detached detached = run_detached(loop, std::move(task));
  loop.adopt(detached.promise.root);
  loop.make_ready(detached.promise.start);
}

}  // namespace aipool::http
