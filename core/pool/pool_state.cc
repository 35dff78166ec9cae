// SPDX-License-Identifier: MIT
#include "core/pool/pool_state.h"

#include <algorithm>
#include <utility>

#include "core/pool/effects.h"
#include "core/pool/pool.h"

namespace aipool::pool {

void Pool::observe(std::shared_ptr<Observer> observer) {
  const Lock lock(mutex_);
  observer_ = std::move(observer);
}

std::vector<AccountView> Pool::view() const {
  const Lock lock(mutex_);
  std::vector<AccountView> views;
  views.reserve(accounts_.size());
  for (const auto& account : accounts_) {
    const AccountUse& use = account->use;
    const bool rests = account->place == Place::kResting;
    AccountView& view = views.emplace_back();
    view.uuid = account->settings.uuid;
    view.name = account->settings.name;
    view.health = account->health();
    view.in_flight = use.in_flight;
    view.uses = use.uses;
    view.until = rests ? use.circuit.until() : TimePoint{};
    for (const auto& [model, circuit] : use.models) {
      if (circuit.health() == Health::kHealthy) continue;
      const bool open = circuit.state() == Circuit::State::kOpen;
      view.models.push_back({model, circuit.health(), open ? circuit.until() : TimePoint{}});
    }
  }
  return views;
}

std::uint64_t Pool::health_changes() const {
  const Lock lock(mutex_);
  return health_changes_;
}

std::uint64_t Pool::uses() const {
  const Lock lock(mutex_);
  return turn_;
}

PoolState Pool::state() const {
  const Lock lock(mutex_);
  return state_now();
}

void Pool::restore(const PoolState& state) {
  const Lock lock(mutex_);
  set_state(state);
}

PoolState Pool::state_now() const {
  PoolState state;
  state.provider = provider_;
  state.accounts.reserve(accounts_.size());
  for (const auto& account : accounts_) {
    const AccountUse& use = account->use;
    AccountState& kept = state.accounts.emplace_back();
    kept.uuid = account->settings.uuid;
    kept.credential = account->settings.credential;
    kept.last_turn = use.last_turn;
    kept.uses = use.uses;
    kept.suspended = use.suspended;
    kept.disabled = use.disabled;
    kept.circuit = use.circuit.without_probe();
    for (const auto& [model, circuit] : use.models) kept.models.emplace(model, circuit.without_probe());
    kept.heard = use.heard;
  }
  affinity_.each([&](std::uint64_t conversation, std::size_t account, TimePoint at) {
    state.conversations.push_back({conversation, accounts_[account]->settings.uuid, at});
  });
  return state;
}

void Pool::set_state(const PoolState& state) {
  for (const AccountState& kept : state.accounts) {
    turn_ = std::max(turn_, kept.last_turn);
    const auto known = by_uuid_.find(kept.uuid);
    if (known == by_uuid_.end()) continue;
    Account& account = *known->second;
    AccountUse& use = account.use;
    const std::uint32_t in_flight = use.in_flight;
    if (account.place == Place::kReady) {  // its place there changes
      account.node = account.group->ready.extract(account.ready);
      --ready_;
      account.place = Place::kProbing;  // nowhere
    }
    use = AccountUse{kept.last_turn, kept.uses, in_flight, false, kept.disabled, {}, {}, {}};
    if (kept.credential == account.settings.credential) {
      use.suspended = kept.suspended;
      use.circuit = kept.circuit;
      use.models = kept.models;
      use.heard = kept.heard;
    }
    for (auto& [model, circuit] : use.models) {
      circuit = circuit.with_epoch(epochs_ += kEpochsEach);
      if (circuit.state() == Circuit::State::kOpen) model_dues_.push(circuit.until());
    }
    settle(account);
  }
  for (const AffinityState& each : state.conversations) {
    if (const auto known = by_uuid_.find(each.uuid); known != by_uuid_.end()) {
      affinity_.put(each.conversation, known->second->settings.index, each.at);
    }
  }
}

// Under one hold of the lock of `before`, so that each verdict is in the state or finds the successor, and never both.
void Pool::take_over(Pool& before) {
  if (&before == this) return;
  std::shared_ptr<Observer> observer;  // one that is not needed ends without the locks
  const Lock old(before.mutex_);
  const Lock lock(mutex_);
  set_state(before.state_now());
  before.successor_ = weak_from_this();
  observer = std::exchange(before.observer_, nullptr);  // each change is reported once
  if (!observer_) observer_ = std::move(observer);
}

}  // namespace aipool::pool
