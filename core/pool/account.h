// SPDX-License-Identifier: MIT
//
// Account is one configured credential: the operator's settings, and what the pool remembers of its use.
//
// Flow:      made with the snapshot; chosen and judged by Pool.
// Threading: settings are constant; `use` is guarded by the pool's lock.
// Ownership: owned by its Pool.
// Errors:    none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

#include "core/pool/model_rules.h"
#include "core/pool/rest.h"

namespace aipool::pool {

struct AccountSettings {
  std::string uuid;
  std::string name;
  ModelRules models;
  std::string default_model;
  std::uint32_t concurrency_limit = 0;  // 0: none
  std::size_t index = 0;  // place in the pool, set by it, so that others can keep things of their own for the account
};

// Changes with every lease.
struct AccountUse {
  std::uint64_t last_turn = 0;  // 0: never used; otherwise the pool's count of leases at the last one
  std::uint32_t in_flight = 0;
  bool out_of_use = false;  // a permanent fault, until the operator resets it
  bool rate_limited = false;
  Rest rest;
  std::map<std::string, Rest, std::less<>> model_rests;
};

struct Account {
  explicit Account(AccountSettings s) : settings(std::move(s)) {}

  const AccountSettings settings;
  AccountUse use;
};

}  // namespace aipool::pool
