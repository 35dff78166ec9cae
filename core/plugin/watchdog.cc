// SPDX-License-Identifier: MIT
#include "core/plugin/watchdog.h"

#include <pthread.h>

#include <algorithm>
#include <system_error>

namespace aipool::plugin {
namespace {

std::atomic<std::uint64_t> watchdogs_made{0};

}  // namespace

thread_local constinit Watchdog::ThreadSlot Watchdog::thread_slot_;

Watchdog::Watchdog(Logger& logger, MetricRegistry& metrics, Settings settings)
    : logger_(logger), metrics_(metrics), settings_(settings), number_(++watchdogs_made) {
  constexpr std::string_view kLabels[] = {"plugin", "function"};
  slow_calls_ = metrics.define(MetricRegistry::Kind::kCounter, "aipool_plugin_slow_calls_total", kLabels);
}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::start() {
  const std::lock_guard lock(mutex_);
  if (thread_.joinable()) return;
  try {
    thread_ = std::thread([this] { run(); });
    ::pthread_setname_np(thread_.native_handle(), "plugin-watchdog");
  } catch (const std::system_error&) {  // see Errors
  }
}

const std::string* Watchdog::keep_name(std::string_view plugin) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find(names_.begin(), names_.end(), plugin);
  return found == names_.end() ? &names_.emplace_back(plugin) : &*found;
}

// Also where a thread comes back to a watchdog after it had another: only tests have two.
Watchdog::Slot& Watchdog::new_slot() {
  const std::lock_guard lock(mutex_);
  const std::thread::id self = std::this_thread::get_id();
  auto found = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) { return slot.thread == self; });
  if (found == slots_.end()) {
    slots_.emplace_back().thread = self;
    found = std::prev(slots_.end());
  }
  thread_slot_ = {number_, &*found};
  return *found;
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, settings_.period, [this] { return stopping_; })) look(Clock::now());
}

void Watchdog::look(Clock::time_point now) {
  for (Slot& slot : slots_) {
    const std::uint64_t call = slot.call.load(std::memory_order_acquire);
    if (call != slot.seen) {
      slot.seen = call;
      slot.since = now;
      slot.reported = false;
    } else if (call != 0 && !slot.reported && now - slot.since >= settings_.limit) {
      slot.reported = true;
      report(slot, call);
    }
  }
}

void Watchdog::report(const Slot& slot, std::uint64_t call) {
  const std::string* const plugin = slot.plugin.load(std::memory_order_acquire);
  const char* const function = slot.function.load(std::memory_order_acquire);
  if (slot.call.load(std::memory_order_acquire) != call) return;  // it came back just now
  const std::string_view labels[] = {*plugin, function};
  metrics_.add(slow_calls_, 1, labels);
  logger_.log(LogLevel::kWarn, "a plugin does not come back; its event loop waits for it",
              {{"plugin", *plugin}, {"function", function}});
}

}  // namespace aipool::plugin
