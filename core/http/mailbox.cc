// SPDX-License-Identifier: MIT
#include "core/http/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace aipool::http {

Mailbox::Mailbox() : event_fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (event_fd_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Mailbox::~Mailbox() { ::close(event_fd_); }

bool Mailbox::post(std::function<void()> work) {
  {
    Lock lock(mutex_);
    if (closed_) return false;
    work_.push_back(std::move(work));
    if (work_.size() > 1) return true;  // the first one has woken the loop
  }
  const std::uint64_t one = 1;
  // Fails only when the counter is full, and then the loop is awake anyway.
  [[maybe_unused]] const auto written = ::write(event_fd_, &one, sizeof one);
  return true;
}

std::vector<std::function<void()>> Mailbox::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto bytes = ::read(event_fd_, &count, sizeof count);
  Lock lock(mutex_);
  return std::exchange(work_, {});
}

void Mailbox::close() {
  std::vector<std::function<void()>> dropped;  // destroyed without the lock: its destructors may post
  Lock lock(mutex_);
  closed_ = true;
  dropped.swap(work_);
}

}  // namespace aipool::http
