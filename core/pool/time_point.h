// SPDX-License-Identifier: MIT
//
// TimePoint is the time of pools: the steady clock, always passed in, so that tests and the simulator own it.
//
// Threading: plain values.
// Ownership: none.
// Errors:    none.
#pragma once

#include <chrono>

namespace aipool::pool {

using TimePoint = std::chrono::steady_clock::time_point;

}  // namespace aipool::pool
