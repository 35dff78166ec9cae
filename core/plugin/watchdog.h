// SPDX-License-Identifier: MIT
//
// Watchdog notices calls into plugins that do not come back: it names the plugin and the function in the log and counts
// them. It cannot end such a call: the code runs in this process.
//
// Flow:      a WatchedCall stands around each call and publishes it in its thread's slot; a thread of the watchdog
// looks
//            at all slots every `period` and reports a call that it has seen for `limit`, once.
// Threading: a WatchedCall belongs to one thread, and those of a thread nest. It costs a few stores, no lock, no clock.
// Ownership: slots and plugin names live as long as the watchdog, which outlives every WatchedCall.
// Errors:    none. Without a thread (none could be started) nothing is noticed.
// Units:     a call is reported between `limit` and `limit` + 2 `period` after its start.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "core/base/log.h"
#include "core/base/metrics.h"

namespace aipool::plugin {

class Watchdog {
 public:
  struct Settings {
    std::chrono::milliseconds limit{1000};
    std::chrono::milliseconds period{250};
  };

  Watchdog(Logger& logger, MetricRegistry& metrics, Settings settings);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  void start();  // again does nothing

  // The same text, for good: a report may be made while the generation that it is about goes.
  const std::string* keep_name(std::string_view plugin);

 private:
  friend class WatchedCall;
  using Clock = std::chrono::steady_clock;

  // Written by its thread alone, but for what the watchdog remembers about it.
  struct alignas(64) Slot {
    std::atomic<std::uint64_t> call{0};  // another number for each call; 0: none runs
    std::atomic<const std::string*> plugin{nullptr};
    std::atomic<const char*> function{nullptr};
    std::uint64_t calls = 0;
    std::thread::id thread;

    std::uint64_t seen = 0;  // of the watchdog
    Clock::time_point since;
    bool reported = false;
  };
  // The slot that this thread has with a watchdog; the number tells one from an earlier one at the same address.
  struct ThreadSlot {
    std::uint64_t watchdog = 0;
    Slot* slot = nullptr;
  };
  static thread_local constinit ThreadSlot thread_slot_;

  Slot& slot() { return thread_slot_.watchdog == number_ ? *thread_slot_.slot : new_slot(); }
  Slot& new_slot();
  void run();
  void look(Clock::time_point now);
  void report(const Slot& slot, std::uint64_t call);

  Logger& logger_;
  MetricRegistry& metrics_;
  const Settings settings_;
  const std::uint64_t number_;
  std::uint32_t slow_calls_;
  std::mutex mutex_;  // guards all below; a condition variable wants the standard one
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::deque<Slot> slots_;
  std::deque<std::string> names_;
  std::thread thread_;
};

// `function` must be a literal, `plugin` come from keep_name().
class WatchedCall {
 public:
  WatchedCall(Watchdog& watchdog, const std::string* plugin, const char* function) noexcept
      : slot_(watchdog.slot()),
        outer_call_(slot_.call.load(std::memory_order_relaxed)),
        outer_plugin_(slot_.plugin.load(std::memory_order_relaxed)),
        outer_function_(slot_.function.load(std::memory_order_relaxed)) {
    publish(++slot_.calls, plugin, function);
  }
  ~WatchedCall() {
    if (outer_call_ == 0) {
      slot_.call.store(0, std::memory_order_release);
    } else {
      publish(outer_call_, outer_plugin_, outer_function_);
    }
  }
  WatchedCall(const WatchedCall&) = delete;
  WatchedCall& operator=(const WatchedCall&) = delete;

 private:
  // The number goes first to 0 and last to the new call, so that whoever reads it twice alike has read one call.
  void publish(std::uint64_t call, const std::string* plugin, const char* function) noexcept {
    slot_.call.store(0, std::memory_order_relaxed);
    slot_.plugin.store(plugin, std::memory_order_release);
    slot_.function.store(function, std::memory_order_release);
    slot_.call.store(call, std::memory_order_release);
  }

  Watchdog::Slot& slot_;
  const std::uint64_t outer_call_;
  const std::string* const outer_plugin_;
  const char* const outer_function_;
};

}  // namespace aipool::plugin
