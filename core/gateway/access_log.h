// SPDX-License-Identifier: MIT
//
// AccessLog writes one line for each finished request, gathered for a moment into one write.
//
// Flow:      record() at the end of a request; the lines leave when they are many, or a tenth of a second old.
// Threading: one event loop; several write to one descriptor, each line whole.
// Ownership: borrows the descriptor.
// Errors:    what the descriptor does not take is dropped and counted, never waited for.
// Units:     microseconds, bytes, tokens.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/log.h"
#include "core/http/timer.h"

namespace aipool::gateway {

struct Transaction;

class AccessLog {
 public:
  AccessLog(http::EventLoop& loop, int descriptor, LogFormat format);
  ~AccessLog() { flush(); }
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  void record(const Transaction& transaction);
  void flush() noexcept;
  void set_format(LogFormat format) noexcept { format_ = format; }  // of the lines to come
  std::uint64_t dropped_bytes() const noexcept { return dropped_bytes_; }

 private:
  class Line;

  std::string_view timestamp();
  Line begin_line();
  void record_usage(const Transaction& transaction, Line& line);
  void end_line(Line& line);

  static constexpr std::size_t kFlushAt = 32 * 1024;
  static constexpr std::chrono::milliseconds kFlushAfter{100};

  const int descriptor_;
  LogFormat format_;
  http::Timer timer_;
  std::unique_ptr<char[]> lines_;
  std::size_t used_ = 0;   // of them
  std::string timestamp_;  // of the current second
  std::int64_t timestamp_second_ = -1;
  std::uint64_t dropped_bytes_ = 0;
};

}  // namespace aipool::gateway
