// SPDX-License-Identifier: MIT
//
// Logger writes one line per message, as text or JSON, with named fields and no way to break a line.
//
// Flow:      enabled() is one load, so that callers ask it before building a costly message.
// Threading: every method is safe from any thread; lines never mix.
// Ownership: the sink is called under the logger's lock and must not log.
// Errors:    none; what cannot be written is lost.
// Units:     timestamps are UTC with milliseconds.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/mutex.h"

namespace aipool {

// The numbers of AIP_LOG_*.
enum class LogLevel : std::uint8_t { kError = 1, kWarn, kInfo, kDebug };
enum class LogFormat : std::uint8_t { kText, kJson };

struct LogField {
  std::string_view name;
  std::string_view value;
  bool secret = false;  // shown as [redacted]
};

class Logger {
 public:
  using Sink = std::function<void(std::string_view line)>;  // `line` ends with its newline

  // Without a sink lines go to standard error, each in one write.
  explicit Logger(LogLevel level = LogLevel::kInfo, LogFormat format = LogFormat::kText, Sink sink = {});

  bool enabled(LogLevel level) const noexcept { return level <= level_.load(std::memory_order_relaxed); }
  void log(LogLevel level, std::string_view message, std::span<const LogField> fields = {}) AIPOOL_EXCLUDES(mutex_);
  void log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
    log(level, message, std::span(fields.begin(), fields.size()));
  }

  void set_level(LogLevel level) noexcept { level_.store(level, std::memory_order_relaxed); }
  void set_format(LogFormat format) noexcept { format_.store(format, std::memory_order_relaxed); }

 private:
  std::atomic<LogLevel> level_;
  std::atomic<LogFormat> format_;
  Mutex mutex_;
  const Sink sink_;  // called under mutex_
};

}  // namespace aipool
