// SPDX-License-Identifier: MIT
//
// Rules are the numbers by which a pool judges its accounts, and the order to look after them.
//
// Flow:      made from the configuration with the snapshot; constant in the pool.
// Threading: plain values.
// Ownership: owns nothing.
// Errors:    none.
// Units:     milliseconds; percent.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace aipool::pool {

struct Rules {
  std::uint32_t max_error_count = 3;               // server faults in a row that take an account out
  std::chrono::milliseconds shortest_rest{5'000};  // doubled at each failure that follows
  std::chrono::milliseconds longest_rest{300'000};
  std::chrono::milliseconds longest_stated{3'600'000};  // of a pause that the upstream asks for
  unsigned jitter_percent = 20;  // added to a rest that we chose, so that accounts do not come back all at once
  std::uint64_t seed = 0;        // of the jitter; 0: a random one

  std::size_t probe_waiters_max = 4'096;  // requests that wait for what one probe finds out
  std::chrono::milliseconds affinity{0};  // how long a conversation prefers its account; 0: not at all
};

}  // namespace aipool::pool
