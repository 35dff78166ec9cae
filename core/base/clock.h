// SPDX-License-Identifier: MIT
//
// The wall clock, for stamps that leave the process. Deadlines never use it: they are steady-clock time points.
//
// Threading: safe from any thread.
// Ownership: none.
// Errors:    none.
// Units:     milliseconds since 1970.
#pragma once

#include <chrono>
#include <cstdint>

namespace aipool {

inline std::int64_t unix_milliseconds() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
}

}  // namespace aipool
