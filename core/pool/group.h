// SPDX-License-Identifier: MIT
//
// Group is those accounts of a pool that serve the same models; it keeps the ready ones in the order of their last
// use.
//
// Flow:      Pool puts an account among the ready ones when it may be leased, and takes it out when it may not.
// Threading: guarded by the pool's lock.
// Ownership: owned by its Pool; refers to accounts by AccountSettings::index.
// Errors:    none.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "core/pool/model_rules.h"

namespace aipool::pool {

enum class Place : std::uint8_t {
  kReady,    // may be leased
  kBusy,     // at its limit
  kProbing,  // its one probe is out
  kResting,
  kOut,  // suspended or disabled
};

struct ReadyKey {
  std::uint64_t turn = 0;
  std::size_t index = 0;
  auto operator<=>(const ReadyKey&) const = default;
};
using ReadyOrder = std::set<ReadyKey>;

struct Group {
  explicit Group(ModelRules r) : rules(std::move(r)) {}

  const ModelRules rules;
  std::vector<std::size_t> members;
  ReadyOrder ready;
  std::uint64_t queue_room = 0;  // how many may wait for its members,
  std::uint64_t waiting = 0;     // and how many do
};

// The groups that serve a model.
using Route = std::shared_ptr<const std::vector<Group*>>;

}  // namespace aipool::pool
