// SPDX-License-Identifier: MIT
//
// EventLoop waits for sockets, deadlines and posted work, and resumes the coroutines that they concern.
//
// Flow:      a batch is: wait; mark what each descriptor reported; due deadlines; posted work; resume the coroutines
//            that became ready, then those that wait for the end of the batch; deferred work; each_batch hooks. Marking
//            resumes nothing, so nothing can be freed while an event for it is still to come in the same batch.
// Threading: one thread owns a loop. Only stop() and post() may be called from another.
// Ownership: owns spawned tasks and destroys the unfinished ones in drop_tasks() and in its destructor.
// Errors:    throws std::system_error if the kernel refuses epoll or eventfd; an exception that escapes a spawned
//            task or a callback goes to the failure handler and the loop goes on.
#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/http/intrusive_list.h"
#include "core/http/mailbox.h"
#include "core/http/timer_wheel.h"
#include "core/http/working_set.h"

namespace aipool::http {

// Told what epoll saw on one descriptor. Only records it and wakes coroutines: no user code runs here.
class EventSink {
 public:
  virtual void on_events(std::uint32_t events) = 0;
  virtual void before_events() const noexcept {}  // soon on_events() follows: fetches what it will touch

 protected:
  ~EventSink() = default;
};

// A suspended coroutine in the queue of those to resume.
struct ReadyNode : Link {
  std::coroutine_handle<> handle;
  const WorkingSet* working_set = nullptr;  // fetched shortly before
};

// The outermost coroutine of a spawned task.
struct TaskRoot : Link {
  std::coroutine_handle<> handle;
};

class EventLoop {
 public:
  static constexpr std::size_t kScratchBytes = 16 * 1024;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void run();                              // until stop()
  void stop();                             // [any thread] run() returns after the current batch
  void post(std::function<void()> work);   // [any thread] run by the loop, soon
  void defer(std::function<void()> work);  // run at the end of this batch

  // Keeps posting possible for a thread that may outlive the loop.
  const std::shared_ptr<Mailbox>& mailbox() const noexcept { return mailbox_; }

  // Read once per batch.
  TimePoint now() const noexcept { return now_; }
  TimePoint after(std::chrono::milliseconds delay) const noexcept { return now_ + delay; }

  // `hook` runs after each batch. With `at_least_every`, an idle loop wakes for it that often.
  void each_batch(std::function<void()> hook, std::chrono::milliseconds at_least_every = {});

  void on_failure(std::function<void(std::exception_ptr)> handler) { failure_handler_ = std::move(handler); }
  void report(const std::exception_ptr& failure) noexcept;

  // Destroys every spawned task that has not finished. What those tasks refer to must still be alive.
  void drop_tasks() noexcept;

  // For the parts of core/http.
  void watch(int descriptor, EventSink& sink);  // edge-triggered, once for the descriptor's whole life
  void unwatch(int descriptor) noexcept;
  void arm(TimedNode& node, TimePoint deadline) noexcept { wheel_.arm(node, deadline); }
  void make_ready(ReadyNode& node) noexcept { ready_.push_back(node); }
  void make_last(ReadyNode& node) noexcept { last_.push_back(node); }  // when the others of this batch have run
  void adopt(TaskRoot& root) noexcept { tasks_.push_back(root); }
  std::span<char> scratch() noexcept { return {scratch_.get(), kScratchBytes}; }  // valid until the next suspension

 private:
  // The mailbox's descriptor: other threads have posted work.
  struct Wakeup final : EventSink {
    explicit Wakeup(EventLoop& owner) noexcept : loop(owner) {}
    void on_events(std::uint32_t events) override;
    EventLoop& loop;
  };

  int wait_milliseconds() noexcept;
  void dispatch(int wait_ms);
  void run(Link& ready);
  void run_all(const std::vector<std::function<void()>>& work) noexcept;

  const int epoll_fd_;
  std::shared_ptr<Mailbox> mailbox_;
  Wakeup wakeup_{*this};
  TimePoint now_;
  TimerWheel wheel_;
  Link ready_;
  Link last_;
  Link tasks_;
  std::unique_ptr<char[]> scratch_;
  std::unique_ptr<epoll_event[]> events_;  // of one batch; on the stack it would be cleared each time
  std::vector<std::function<void()>> deferred_;
  std::vector<std::function<void()>> hooks_;
  std::chrono::milliseconds wake_at_least_every_{0};
  std::function<void(std::exception_ptr)> failure_handler_;
  bool has_mail_ = false;
  bool stopping_ = false;
};

}  // namespace aipool::http
