// SPDX-License-Identifier: MIT
//
// HostServices is what the host does for every plugin and with every one that goes, and HostTable its aip_host, made
// out to one plugin.
//
// Flow:      one HostServices per process; one HostTable per generation, given to the entry and to create().
// Threading: all functions of the table are safe from any thread.
// Ownership: a HostTable outlives the module that it was given to; HostServices outlives every HostTable.
// Errors:    none; a service that is not known is NULL.
// Units:     as the ABI: nanoseconds and milliseconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/abi.h"
#include "core/base/log.h"
#include "core/base/metrics.h"
#include "core/plugin/protocol_numbers.h"
#include "core/plugin/reaper.h"
#include "core/plugin/watchdog.h"

namespace aipool::plugin {

class HostServices {
 public:
  HostServices(Logger& logger, MetricRegistry& metrics, Watchdog::Settings watch = {});

  Logger& logger() const noexcept { return logger_; }
  MetricRegistry& metrics() const noexcept { return metrics_; }
  ProtocolNumbers& numbers() noexcept { return numbers_; }
  std::uint32_t next_generation() noexcept { return ++generations_; }

  Reaper& reaper() noexcept { return reaper_; }
  Watchdog& watchdog() noexcept { return watchdog_; }
  // Of both; with the first plugin, and after the signal mask of the process is set.
  void start_threads();

  // A plugin broke its promise not to let an exception out: said in the log, counted by name.
  void report_panic(std::string_view plugin, std::string_view function, std::string_view call_id) const;
  // A plugin could not be unmapped: said in the log, counted by name.
  void report_pinned(std::string_view plugin, std::string_view file, std::string_view why) const;

 private:
  Logger& logger_;
  MetricRegistry& metrics_;
  ProtocolNumbers numbers_;
  std::uint32_t panics_;
  std::uint32_t pinned_;
  std::atomic<std::uint32_t> generations_{0};
  Watchdog watchdog_;
  Reaper reaper_;  // last, so that it ends first: the generations that it ends use all above
};

class HostTable {
 public:
  // `mode`: AIP_MODE_*.
  HostTable(HostServices& services, std::string plugin, aip_enum mode);
  HostTable(const HostTable&) = delete;
  HostTable& operator=(const HostTable&) = delete;

  const aip_host* abi() const noexcept { return &table_; }
  HostServices& services() const noexcept { return services_; }
  std::string_view plugin() const noexcept { return plugin_; }

 private:
  HostServices& services_;
  const std::string plugin_;
  aip_host table_;
};

}  // namespace aipool::plugin
