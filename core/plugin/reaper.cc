// SPDX-License-Identifier: MIT
#include "core/plugin/reaper.h"

#include <pthread.h>

#include <system_error>
#include <utility>

#include "core/plugin/generation.h"

namespace aipool::plugin {

Reaper::~Reaper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  drain();
}

void Reaper::start() {
  const std::lock_guard lock(mutex_);
  if (thread_.joinable()) return;
  try {
    thread_ = std::thread([this] { run(); });
    ::pthread_setname_np(thread_.native_handle(), "plugin-reaper");
  } catch (const std::system_error&) {  // see Errors
  }
}

void Reaper::retire(const Generation* generation) noexcept {
  {
    const std::lock_guard lock(mutex_);
    retired_.push_back(generation);
  }
  changed_.notify_all();
}

void Reaper::drain() {
  std::unique_lock lock(mutex_);
  if (!thread_.joinable()) return end_all(lock);
  changed_.wait(lock, [this] { return retired_.empty() && !busy_; });
}

void Reaper::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !retired_.empty(); });
    if (retired_.empty()) return;
    end_all(lock);
  }
}

void Reaper::end_all(std::unique_lock<std::mutex>& lock) {
  while (!retired_.empty()) {
    const std::vector<const Generation*> ending = std::exchange(retired_, {});
    busy_ = true;
    lock.unlock();
    for (const Generation* generation : ending) Generation::end(generation);
    lock.lock();
    busy_ = false;
  }
  changed_.notify_all();
}

}  // namespace aipool::plugin
