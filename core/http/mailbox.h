// SPDX-License-Identifier: MIT
//
// Mailbox is the one door through which other threads reach an event loop; it may outlive the loop.
//
// Flow:      any thread posts work, the loop's eventfd wakes it, the loop runs the work between two batches.
// Threading: post() is safe from any thread; take() and close() belong to the loop.
// Ownership: shared by the loop and by threads that still have an answer to deliver.
// Errors:    work posted after close() is dropped, post() says so.
#pragma once

#include <functional>
#include <vector>

#include "core/base/mutex.h"

namespace aipool::http {

class Mailbox {
 public:
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  bool post(std::function<void()> work) AIPOOL_EXCLUDES(mutex_);
  std::vector<std::function<void()>> take() AIPOOL_EXCLUDES(mutex_);
  void close() AIPOOL_EXCLUDES(mutex_);
  int descriptor() const noexcept { return event_fd_; }

 private:
  const int event_fd_;
  Mutex mutex_;
  std::vector<std::function<void()>> work_ AIPOOL_GUARDED_BY(mutex_);
  bool closed_ AIPOOL_GUARDED_BY(mutex_) = false;
};

}  // namespace aipool::http
