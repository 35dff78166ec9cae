// SPDX-License-Identifier: MIT
//
// How long to wait before the only candidate is asked once more: a growing pause with jitter, or what the upstream
// asks for.
//
// Flow:      run_attempts() asks after a failed attempt that nobody else can repeat.
// Threading: pure function.
// Ownership: none.
// Errors:    none; no value means that another try makes no sense, or that the wait is too long to hold a client.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "core/gateway/exchange.h"

namespace aipool::gateway {

inline constexpr std::chrono::milliseconds kFirstPause{100};
inline constexpr std::chrono::milliseconds kLongestPause{2'000};

// `retry`: 1 for the first one. `seed`: what spreads the retries of many requests.
std::optional<std::chrono::milliseconds> pause_before_retry(const AttemptFault& fault, unsigned retry, std::uint64_t seed);

}  // namespace aipool::gateway
