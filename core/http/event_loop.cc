// SPDX-License-Identifier: MIT
#include "core/http/event_loop.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace aipool::http {
namespace {

constexpr int kEventsPerBatch = 256;
constexpr int kAhead = 4;  // a sink is fetched from memory twice as many events before its own, then what it will touch

int open_epoll() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return descriptor;
}

void fetch(const ReadyNode& next) noexcept {
  __builtin_prefetch(next.handle.address());
  if (next.working_set != nullptr) next.working_set->fetch();
}

void fetch_set(const ReadyNode& after_next) noexcept {
  if (after_next.working_set != nullptr) after_next.working_set->fetch_itself();
}

void print_failure(const std::exception_ptr& failure) noexcept {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "aipool: unhandled exception: %s\n", error.what());
  } catch (...) {
    std::fputs("aipool: unhandled exception\n", stderr);
  }
}

}  // namespace

EventLoop::EventLoop()
    : epoll_fd_(open_epoll()),
      mailbox_(std::make_shared<Mailbox>()),
      now_(Clock::now()),
      wheel_(now_),
      scratch_(std::make_unique_for_overwrite<char[]>(kScratchBytes)),
      events_(std::make_unique<epoll_event[]>(kEventsPerBatch)) {
  watch(mailbox_->descriptor(), wakeup_);
}

EventLoop::~EventLoop() {
  mailbox_->close();
  drop_tasks();
  ::close(epoll_fd_);
}

void EventLoop::run() {
  now_ = Clock::now();
  while (!stopping_) dispatch(wait_milliseconds());
  stopping_ = false;
}

void EventLoop::stop() {
  post([this] { stopping_ = true; });
}

void EventLoop::post(std::function<void()> work) { mailbox_->post(std::move(work)); }

void EventLoop::defer(std::function<void()> work) { deferred_.push_back(std::move(work)); }

void EventLoop::each_batch(std::function<void()> hook, std::chrono::milliseconds at_least_every) {
  hooks_.push_back(std::move(hook));
  if (at_least_every.count() == 0) return;
  wake_at_least_every_ =
      wake_at_least_every_.count() == 0 ? at_least_every : std::min(wake_at_least_every_, at_least_every);
}

void EventLoop::report(const std::exception_ptr& failure) noexcept {
  try {
    if (failure_handler_) return failure_handler_(failure);
  } catch (...) {
    print_failure(std::current_exception());
  }
  print_failure(failure);
}

void EventLoop::drop_tasks() noexcept {
  while (!tasks_.empty()) {
    auto& root = static_cast<TaskRoot&>(tasks_.front());
    root.unlink();
    root.handle.destroy();
  }
}

void EventLoop::watch(int descriptor, EventSink& sink) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &sink;
  if (::epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

void EventLoop::unwatch(int descriptor) noexcept { ::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, descriptor, nullptr); }

void EventLoop::Wakeup::on_events(std::uint32_t) { loop.has_mail_ = true; }

int EventLoop::wait_milliseconds() noexcept {
  if (!ready_.empty() || !last_.empty() || !deferred_.empty()) return 0;
  TimePoint wake = wheel_.next_wake();
  if (wake_at_least_every_.count() != 0) wake = std::min(wake, now_ + wake_at_least_every_);
  if (wake == kNoDeadline) return -1;
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(wake - now_);
  return static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 60'000));
}

void EventLoop::dispatch(int wait_ms) {
  const int count = ::epoll_wait(epoll_fd_, events_.get(), kEventsPerBatch, wait_ms);
  if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
  now_ = Clock::now();
  const auto sink_of = [&](int i) { return static_cast<EventSink*>(events_[static_cast<std::size_t>(i)].data.ptr); };
  for (int i = -2 * kAhead; i < count; ++i) {
    if (i + 2 * kAhead < count) __builtin_prefetch(sink_of(i + 2 * kAhead));
    if (i + kAhead >= 0 && i + kAhead < count) sink_of(i + kAhead)->before_events();
    if (i >= 0) sink_of(i)->on_events(events_[static_cast<std::size_t>(i)].events);
  }
  wheel_.advance(now_);
  if (std::exchange(has_mail_, false)) run_all(mailbox_->take());
  run(ready_);
  run(last_);
  if (!deferred_.empty()) run_all(std::exchange(deferred_, {}));
  run_all(hooks_);
}

void EventLoop::run(Link& ready) {
  Link round;  // what becomes ready meanwhile waits for the next batch, so that sockets are not starved
  round.take_all(ready);
  while (!round.empty()) {
    auto& node = static_cast<ReadyNode&>(round.front());
    node.unlink();
    if (!round.empty()) {
      Link& next = round.front();
      fetch(static_cast<const ReadyNode&>(next));
      if (&next.next() != &round) fetch_set(static_cast<const ReadyNode&>(next.next()));
    }
    node.handle.resume();
  }
}

void EventLoop::run_all(const std::vector<std::function<void()>>& work) noexcept {
  for (const auto& item : work) {
    try {
      item();
    } catch (...) {
      report(std::current_exception());
    }
  }
}

}  // namespace aipool::http
