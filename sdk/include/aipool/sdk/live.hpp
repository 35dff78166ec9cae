// SPDX-License-Identifier: MIT
//
// Live counts the objects that the host holds, so that a library is unloaded only when none is left.
//
// Flow:      base of encoders, decoders, calls and instances.
// Threading: the count is atomic.
// Ownership: none.
// Errors:    none.
#pragma once

#include <atomic>
#include <cstdint>

#include "aipool/abi/host.h"

namespace aipool::sdk {

class Live {
 public:
  Live() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;
  virtual ~Live() { count_.fetch_sub(1, std::memory_order_release); }

  static std::uint64_t count() noexcept { return count_.load(std::memory_order_acquire); }

  // The host of the call that made this object; set by the tables.
  const aip_host* host() const noexcept { return host_; }
  void set_host(const aip_host* host) noexcept { host_ = host; }

 private:
  static inline std::atomic<std::uint64_t> count_{0};  // the version script keeps it inside this library

  const aip_host* host_ = nullptr;
};

}  // namespace aipool::sdk
