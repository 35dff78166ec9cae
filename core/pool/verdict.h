// SPDX-License-Identifier: MIT
//
// Verdict is what a failed attempt means: whose fault, whether another account may help, and who rests for how long.
//
// Flow:      gateway builds it from the host's status table and the provider's judge(); Pool applies it to the account.
// Threading: plain values.
// Ownership: owns nothing.
// Errors:    none.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace aipool::pool {

enum class Fault : std::uint8_t { kNone, kClient, kCredential, kModel, kUpstream, kLocal };
enum class Scope : std::uint8_t { kNone, kModel, kAccount };

struct Verdict {
  Fault fault = Fault::kNone;
  bool retryable = false;     // another account may succeed
  Scope rests = Scope::kNone;
  bool rate_limited = false;  // the upstream asked for a pause, as opposed to failing
  bool permanent = false;     // out of use until the operator resets it
  std::optional<std::chrono::milliseconds> retry_after;
};

}  // namespace aipool::pool
