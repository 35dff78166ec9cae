// SPDX-License-Identifier: MIT
//
// Account is one configured credential: the operator's settings, and what the pool remembers of its use.
//
// Flow:      made with the snapshot; chosen and judged by Pool.
// Threading: settings are constant; all else is guarded by the pool's lock.
// Ownership: owned by its Pool.
// Errors:    none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "core/pool/circuit.h"
#include "core/pool/group.h"
#include "core/pool/model_rules.h"

namespace aipool::pool {

struct AccountSettings {
  std::string uuid;
  std::string name;
  ModelRules models;
  std::string default_model;
  std::uint32_t concurrency_limit = 0;  // 0: none
  std::uint32_t queue_limit = 0;        // requests that may wait for it at its limit
  std::string check_model;              // a probe asks for it; empty: never probed by itself
  std::uint32_t credential = 0;         // another one: what was learned with the one before does not hold
  std::size_t index = 0;  // place in the pool, set by it, so that others can keep things of their own for the account
};

struct AccountUse {
  std::uint64_t last_turn = 0;  // 0: never used; otherwise the pool's count of leases at the last one
  std::uint64_t uses = 0;
  std::uint32_t in_flight = 0;
  bool suspended = false;
  bool disabled = false;
  Circuit circuit;
  std::map<std::string, Circuit, std::less<>> models;  // only what is not as it should be
  TimePoint heard{};                                   // when it last answered or failed, or was last probed
};

struct Account {
  explicit Account(AccountSettings s) : settings(std::move(s)) {}

  Health health() const {
    if (use.disabled) return Health::kDisabled;
    return use.suspended ? Health::kSuspended : use.circuit.health();
  }

  const AccountSettings settings;
  AccountUse use;

  // Where the pool keeps it at the moment.
  Place place = Place::kOut;
  Group* group = nullptr;
  ReadyOrder::iterator ready;  // where it is among the ready ones,
  ReadyOrder::node_type node;  // and its place there while it is not
  TimePoint rests_until{};     // as it stands among those that rest
};

}  // namespace aipool::pool
