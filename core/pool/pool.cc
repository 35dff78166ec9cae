// SPDX-License-Identifier: MIT
#include "core/pool/pool.h"

#include <algorithm>
#include <utility>

#include "core/base/ids.h"
#include "core/pool/effects.h"

namespace aipool::pool {
namespace {

constexpr std::size_t kRoutesMax = 1'024;   // names come from clients
constexpr std::size_t kProbeLooks = 1'000;  // accounts looked at under one lock

std::uint32_t seed_of(const Rules& rules) {
  if (rules.seed != 0) return static_cast<std::uint32_t>(rules.seed);
  std::uint32_t seed = 0;
  fill_random(std::as_writable_bytes(std::span(&seed, 1)));
  return seed;
}

bool contains(std::span<const std::size_t> tried, std::size_t index) {
  return std::find(tried.begin(), tried.end(), index) != tried.end();
}

}  // namespace

Pool::Pool(std::string provider, std::vector<AccountSettings> accounts, std::uint32_t retry_budget_percent, Rules rules)
    : provider_(std::move(provider)),
      rules_(rules),
      retry_budget_(retry_budget_percent),
      affinity_(rules.affinity),
      random_(seed_of(rules)) {
  std::map<ModelRules, Group*> known;
  accounts_.reserve(accounts.size());
  const Lock lock(mutex_);
  for (AccountSettings& settings : accounts) {
    settings.index = accounts_.size();
    Account& account = *accounts_.emplace_back(std::make_unique<Account>(std::move(settings)));
    Group*& group = known[account.settings.models];
    if (group == nullptr) group = groups_.emplace_back(std::make_unique<Group>(account.settings.models)).get();
    group->members.push_back(account.settings.index);
    account.group = group;
    by_uuid_.emplace(account.settings.uuid, &account);
    settle(account);
  }
  std::vector<Group*> everyone;
  for (const auto& group : groups_) everyone.push_back(group.get());
  everyone_ = std::make_shared<const std::vector<Group*>>(std::move(everyone));
}

bool Pool::names_model(std::string_view model) const {
  return std::any_of(groups_.begin(), groups_.end(),
                     [model](const auto& group) { return group->rules.names_models() && group->rules.admits(model); });
}

bool Pool::leaves_choice_to_upstream() const {
  return std::any_of(groups_.begin(), groups_.end(), [](const auto& group) { return !group->rules.names_models(); });
}

bool Pool::needs_upstream_list() const {
  return std::any_of(groups_.begin(), groups_.end(), [](const auto& group) { return group->rules.open_ended(); });
}

Result<Lease> Pool::acquire(const Wish& wish, TimePoint now) {
  return std::move(*acquire_or_wait(wish, now, {}).at_once);
}

Acquired Pool::acquire_or_wait(const Wish& wish, TimePoint now, Grant grant) {
  Effects effects;
  Acquired acquired;
  {
    const Lock lock(mutex_);
    advance(now, effects);
    const Route& route = route_of(wish.model);
    if (Account* account = select(*route, wish, nullptr, now, effects)) {
      acquired.at_once.emplace(lease(*account, wish, true));
    } else {
      const Outlook outlook = look(*route, wish, nullptr, now);
      acquired.ticket = grant ? enqueue(outlook, wish, route, std::move(grant)) : 0;
      if (acquired.ticket == 0) acquired.at_once.emplace(shortage(outlook, wish.model, now));
    }
  }
  deliver(effects);
  return acquired;
}

Result<Lease> Pool::acquire_for_query(TimePoint now, std::optional<std::size_t> only) {
  Effects effects;
  std::optional<Result<Lease>> answer;
  {
    const Lock lock(mutex_);
    advance(now, effects);
    for (const auto& account : accounts_) {
      if ((only && account->settings.index != *only) || account->place != Place::kReady) continue;
      Lease lease(shared_from_this(), account.get(), {});
      lease.judges_ = false;
      ++account->use.in_flight;
      settle(*account);
      answer.emplace(std::move(lease));
      break;
    }
    if (!answer) answer.emplace(shortage(look(*everyone_, {}, nullptr, now), {}, now));
  }
  deliver(effects);
  return std::move(*answer);
}

std::optional<Lease> Pool::acquire_for_probe(std::chrono::milliseconds interval, TimePoint now) {
  Effects effects;
  std::optional<Lease> due;
  {
    const Lock lock(mutex_);
    advance(now, effects);
    const std::size_t looks = std::min(accounts_.size(), kProbeLooks);
    for (std::size_t look = 0; look < looks && !due; ++look) {
      Account& account = *accounts_[probe_cursor_++ % accounts_.size()];
      const std::string& model = account.settings.check_model;
      if (account.place != Place::kReady || model.empty()) continue;
      const bool half_open = account.use.circuit.state() == Circuit::State::kHalfOpen;
      const auto wait = half_open ? std::min(rules_.shortest_rest, interval) : interval;
      const bool heard = account.use.heard != TimePoint{} && now - account.use.heard < wait;
      if (heard || !model_admits(account, model, now, effects)) continue;
      account.use.heard = now;
      due.emplace(lease(account, {model, {}, 0}, false));
    }
  }
  deliver(effects);
  return due;
}

void Pool::tick(TimePoint now) {
  Effects effects;
  {
    const Lock lock(mutex_);
    advance(now, effects);
  }
  deliver(effects);
}

// Valid until it is asked again.
const Route& Pool::route_of(std::string_view model) {
  if (model.empty() || (groups_.size() == 1 && groups_.front()->rules.admits_all())) return everyone_;
  if (const auto known = routes_.find(model); known != routes_.end()) return known->second;
  std::vector<Group*> groups;
  for (const auto& group : groups_) {
    if (group->rules.admits(model)) groups.push_back(group.get());
  }
  if (routes_.size() >= kRoutesMax) routes_.clear();
  auto route = std::make_shared<const std::vector<Group*>>(std::move(groups));
  return routes_.emplace(model, std::move(route)).first->second;
}

// Time passes: rests end, and who waits for that comes before whoever asks next.
void Pool::advance(TimePoint now, Effects& effects) {
  latest_ = std::max(latest_, now);
  bool woke = false;
  for (; !resting_.empty() && resting_.begin()->first <= now; woke = true) {
    Account& account = *accounts_[resting_.begin()->second];
    const Health before = account.health();
    account.use.circuit.expire(now);
    settle(account);
    report(account, {}, before, account.health(), {}, now, effects);
  }
  for (; !model_dues_.empty() && model_dues_.top() <= now; woke = true) model_dues_.pop();
  if (woke) serve_waiters(now, effects);
}

bool Pool::model_admits(Account& account, std::string_view model, TimePoint now, Effects& effects) {
  if (account.use.models.empty()) return true;
  const auto known = account.use.models.find(model);
  if (known == account.use.models.end()) return true;
  const Health before = known->second.health();
  if (known->second.expire(now)) report(account, model, before, known->second.health(), {}, now, effects);
  return known->second.admits();
}

Account* Pool::preferred(const Wish& wish, TimePoint now, Effects& effects) {
  if (wish.conversation == 0 || !affinity_.on()) return nullptr;
  const auto index = affinity_.find(wish.conversation, now);
  if (!index) return nullptr;
  Account& account = *accounts_[*index];
  const bool may = account.place == Place::kReady && !contains(wish.tried, *index) &&
                   (wish.model.empty() || account.group->rules.admits(wish.model));
  return may && model_admits(account, wish.model, now, effects) ? &account : nullptr;
}

Account* Pool::select(const std::vector<Group*>& route, const Wish& wish, const Account* except, TimePoint now,
                      Effects& effects) {
  if (Account* account = preferred(wish, now, effects); account != nullptr && account != except) return account;
  // Most often the first of all is the one, and no other account is looked at, nor fetched from memory.
  std::optional<ReadyKey> best;
  const auto search = [&](const Group& group) AIPOOL_THREAD_ATTRIBUTE(no_thread_safety_analysis) {
    for (const ReadyKey& key : group.ready) {
      if (best && *best < key) return;
      Account& account = *accounts_[key.index];
      if (&account == except || contains(wish.tried, key.index)) continue;
      if (!model_admits(account, wish.model, now, effects)) continue;
      best = key;
      return;
    }
  };
  const Group* first = nullptr;
  for (const Group* group : route) {
    if (group->ready.empty()) continue;
    if (first == nullptr || *group->ready.begin() < *first->ready.begin()) first = group;
  }
  if (first == nullptr) return nullptr;
  search(*first);
  for (const Group* group : route) {
    if (group != first) search(*group);
  }
  return best ? accounts_[best->index].get() : nullptr;
}

// REQUIRES: the account is ready and admits the model.
Lease Pool::lease(Account& account, const Wish& wish, bool counts) {
  AccountUse& use = account.use;
  if (counts) {
    auto node = account.group->ready.extract(account.ready);
    use.last_turn = node.value().turn = ++turn_;
    account.ready = account.group->ready.insert(account.group->ready.end(), std::move(node));
    ++use.uses;
  }
  Lease lease(shared_from_this(), &account, std::string(wish.model));
  lease.conversation_ = wish.conversation;
  lease.pass_ = use.circuit.enter();
  if (!use.models.empty()) {
    if (const auto known = use.models.find(wish.model); known != use.models.end())
      lease.model_pass_ = known->second.enter();
  }
  ++use.in_flight;
  settle(account);
  return lease;
}

Place Pool::place_of(const Account& account) const {
  const AccountUse& use = account.use;
  const std::uint32_t limit = account.settings.concurrency_limit;
  if (use.disabled || use.suspended) return Place::kOut;
  if (use.circuit.state() == Circuit::State::kOpen) return Place::kResting;
  if (use.circuit.probe_out()) return Place::kProbing;
  return limit != 0 && use.in_flight >= limit ? Place::kBusy : Place::kReady;
}

// Puts the account where its state says that it belongs.
void Pool::settle(Account& account) {
  const Place place = place_of(account);
  const bool moves =
      place != account.place || (place == Place::kResting && account.rests_until != account.use.circuit.until());
  if (!moves) return;
  Group& group = *account.group;
  switch (account.place) {
    case Place::kReady:
      account.node = group.ready.extract(account.ready), --ready_;
      break;
    case Place::kBusy:
      --busy_;
      break;
    case Place::kResting:
      resting_.erase({account.rests_until, account.settings.index});
      break;
    case Place::kOut:
      group.queue_room += account.settings.queue_limit;
      break;
    case Place::kProbing:
      break;
  }
  account.place = place;
  switch (place) {
    case Place::kReady: {
      const ReadyKey key{account.use.last_turn, account.settings.index};
      if (account.node.empty()) {
        account.ready = group.ready.insert(group.ready.end(), key);
      } else {
        account.node.value() = key;
        account.ready = group.ready.insert(std::move(account.node)).position;
      }
      ++ready_;
      break;
    }
    case Place::kBusy:
      ++busy_;
      break;
    case Place::kResting:
      account.rests_until = account.use.circuit.until();
      resting_.emplace(account.rests_until, account.settings.index);
      break;
    case Place::kOut:
      group.queue_room -= account.settings.queue_limit;
      break;
    case Place::kProbing:
      break;
  }
}

}  // namespace aipool::pool
