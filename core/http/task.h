// SPDX-License-Identifier: MIT
//
// Task<T> is a coroutine that runs when it is awaited; spawn() starts one that nobody awaits. A function that has its
// answer at hand returns Task<T>::ready(answer), which costs no coroutine.
//
// Flow:      awaiting runs the task up to its first suspension. One that finishes by then never suspends its caller,
//            so a loop over tasks that are always ready does not grow the stack, whatever the compiler optimises.
// Threading: one event loop.
// Ownership: a Task owns its coroutine; destroying it destroys the coroutine where it is suspended.
// Errors:    an exception is rethrown where the task is awaited; from a spawned task it goes to EventLoop::report().
#pragma once

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "core/http/event_loop.h"
#include "core/http/frame_pool.h"

namespace aipool::http {

template <class T>
class Task;

namespace detail {

struct PromiseBase : frame_pool::Recycled {
  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      // Empty while the caller is still inside await_suspend(): it goes on by itself.
      const std::coroutine_handle<> next = self.promise().continuation;
      return next ? next : std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { failure = std::current_exception(); }

  std::coroutine_handle<> continuation;
  std::exception_ptr failure;
};

template <class T>
struct Promise : PromiseBase {
  Task<T> get_return_object() noexcept;
  void return_value(T result) { value.emplace(std::move(result)); }
  T take() {
    if (failure) std::rethrow_exception(failure);
    return std::move(*value);
  }
  std::optional<T> value;
};

struct Nothing {};

template <>
struct Promise<void> : PromiseBase {
  Task<void> get_return_object() noexcept;
  void return_void() const noexcept {}
  void take() const {
    if (failure) std::rethrow_exception(failure);
  }
};

}  // namespace detail

template <class T = void>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;
  using Handle = std::coroutine_handle<promise_type>;
  using Value = std::conditional_t<std::is_void_v<T>, detail::Nothing, T>;

  explicit Task(Handle handle) noexcept : handle_(handle) {}
  static Task ready(Value value) noexcept(std::is_nothrow_move_constructible_v<Value>) {
    Task task(nullptr);
    task.value_.emplace(std::move(value));
    return task;
  }
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)), value_(std::move(other.value_)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(value_, other.value_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return !handle_; }
  bool await_suspend(std::coroutine_handle<> caller) {
    handle_.resume();
    if (handle_.done()) return false;
    handle_.promise().continuation = caller;
    return true;
  }
  T await_resume() {
    if (handle_) return handle_.promise().take();
    if constexpr (!std::is_void_v<T>) return std::move(*value_);
  }

 private:
  Handle handle_;  // none: ready
  std::optional<Value> value_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
  return Task<T>(Task<T>::Handle::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() noexcept {
  return Task<void>(Task<void>::Handle::from_promise(*this));
}

}  // namespace detail

// Runs `task` on `loop`, from the next round of ready coroutines on. Only on the loop's thread, or before it runs.
void spawn(EventLoop& loop, Task<void> task);

}  // namespace aipool::http
