// SPDX-License-Identifier: MIT
//
// Reaper ends generations on a thread of its own: neither inside the plugin that is going nor on an event loop.
//
// Flow:      the last pin drops -> retire() -> the thread destroys the generation, which unloads its plugin.
// Threading: safe from any thread; retire() never waits for a plugin. The thread starts with start().
// Ownership: owns what is queued. The destructor ends all of it; then no new ones may come.
// Errors:    without a thread (none could be started) the queue is worked off by drain() and by the destructor.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace aipool::plugin {

class Generation;

class Reaper {
 public:
  Reaper() = default;
  ~Reaper();
  Reaper(const Reaper&) = delete;
  Reaper& operator=(const Reaper&) = delete;

  void start();  // again does nothing
  void retire(const Generation* generation) noexcept;
  // Waits until all that was retired so far is gone.
  void drain();

 private:
  void run();
  void end_all(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;  // guards all below; a condition variable wants the standard one
  std::condition_variable changed_;
  std::vector<const Generation*> retired_;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace aipool::plugin
