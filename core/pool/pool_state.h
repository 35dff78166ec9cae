// SPDX-License-Identifier: MIT
//
// PoolState is what a pool has learned about its accounts: it outlives a reload and a restart.
//
// Flow:      Pool::state() -> Pool::restore() of the pool that follows, or state_text() -> a file ->
//            read_state_text().
// Threading: plain values.
// Ownership: owns everything.
// Errors:    read_state_text() says what is wrong; nothing of a text with a fault is used.
// Units:     steady-clock time points here, Unix milliseconds in the text.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/result.h"
#include "core/pool/circuit.h"

namespace aipool::pool {

struct AccountState {
  std::string uuid;
  std::uint32_t credential = 0;  // AccountSettings::credential
  std::uint64_t last_turn = 0;
  std::uint64_t uses = 0;
  bool suspended = false;
  bool disabled = false;
  Circuit circuit;
  std::map<std::string, Circuit, std::less<>> models;
  TimePoint heard{};
};

struct AffinityState {
  std::uint64_t conversation = 0;
  std::string uuid;
  TimePoint at{};
};

struct PoolState {
  std::string provider;
  std::vector<AccountState> accounts;
  std::vector<AffinityState> conversations;  // not in the text: a restart outlasts most caches
};

// One moment on both clocks.
struct Moment {
  TimePoint steady;
  std::int64_t unix_ms = 0;
};

std::string state_text(const std::vector<PoolState>& pools, const Moment& now);
Result<std::vector<PoolState>> read_state_text(std::string_view text, const Moment& now);

}  // namespace aipool::pool
