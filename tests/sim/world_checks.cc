// SPDX-License-Identifier: MIT
//
// How requests end in the simulated world, and what must hold.
#include <algorithm>
#include <utility>

#include "tests/sim/world.h"

namespace aipool::sim {
namespace {

using pool::Health;
using pool::Scope;
using std::chrono::seconds;

bool pauses(Health health) { return health == Health::kResting || health == Health::kUnhealthy; }

}  // namespace

AccountShadow* World::shadow_of(const Flight& flight) {
  if (flight.generation != generation_) return nullptr;
  return &shadow_->accounts.at(flight.uuid);
}

ModelShadow* World::model_of(AccountShadow& account, const std::string& model) const {
  const auto known = account.by_model.find(model);
  return known == account.by_model.end() ? nullptr : &known->second;
}

// It is no longer out: before the pool is told, since the pool gives the slot on at once.
void World::lands(Flight& flight) {
  AccountShadow* account = shadow_of(flight);
  if (account == nullptr) return;
  require(account->in_flight > 0, "more leases end than began");
  --account->in_flight;
  if (account->probe == flight.id) account->probe = 0;
  if (ModelShadow* model = model_of(*account, flight.request.model); model && model->probe == flight.id)
    model->probe = 0;
}

void World::finish() {
  if (flights_.empty()) return;
  const auto chosen = std::next(flights_.begin(), static_cast<std::ptrdiff_t>(below(random_, flights_.size())));
  Flight flight = std::move(*chosen);
  flights_.erase(chosen);
  const auto verdict = upstream_.answer(flight.uuid, flight.request.model, now_);
  if (verdict && !flight.query) return fails(flight, *verdict);
  AccountShadow* account = shadow_of(flight);
  if (!flight.query && chance(random_, 30)) {  // its first content, and more to come
    ++counters_["answered before the end"];
    ModelShadow* model = account ? model_of(*account, flight.request.model) : nullptr;
    const bool proves = account && account->probe == flight.id, proves_model = model && model->probe == flight.id;
    if (proves) account->probe = 0;
    if (proves_model) model->probe = 0;
    flight.lease.answered();
    if (proves || proves_model) account->faults = 0;
    if (proves) flight.version = account->version;
    if (proves_model) flight.model_version = model->version;
    flights_.push_back(std::move(flight));
    return;
  }
  lands(flight);
  if (account && !flight.query) {
    account->faults = 0;
    if (flight.request.conversation != 0) conversations_[flight.request.conversation] = {flight.uuid, now_};
  }
  flight.lease.succeeded();
}

void World::fails(Flight& flight, const pool::Verdict& verdict) {
  AccountShadow* account = shadow_of(flight);
  const Health before = account ? account->state : Health::kHealthy;
  const bool fresh = account && account->version == flight.version && account->hidden == flight.hidden;
  // A pause of a model that another lease learns of may only grow, and is then reported by nobody.
  if (const auto here = shadow_->accounts.find(flight.uuid);
      here != shadow_->accounts.end() && verdict.rests == Scope::kModel) {
    ModelShadow* model = model_of(here->second, flight.request.model);
    if (model && pauses(model->state) && model->until > now_ && verdict.retry_after)
      model->until = std::max(model->until, now_ + *verdict.retry_after);
  }
  lands(flight);
  if (fresh && verdict.rests == Scope::kAccount) ++account->faults;
  const std::uint32_t faults = account ? account->faults : 0;
  const unsigned generation = generation_;
  flight.lease.failed(verdict, now_);
  if (account == nullptr) return;
  check_verdict(flight, verdict, before);
  if (fresh && verdict.rests == Scope::kAccount && faults >= rules_.max_error_count) {
    require(account->state != Health::kHealthy, "an account that fails again and again stays healthy");
  }
  if (verdict.retryable && chance(random_, 50) && generation == generation_) {
    flight.request.tried.push_back(account->index);
    ask_for(std::move(flight.request));
  }
}

void World::check_verdict(const Flight& flight, const pool::Verdict& verdict, Health before) const {
  AccountShadow& account = shadow_->accounts.at(flight.uuid);
  if (verdict.permanent) {
    return require(account.state == Health::kSuspended || account.state == Health::kDisabled,
                   "a permanent fault does not suspend");
  }
  const bool same_sight = account.hidden == flight.hidden;
  const bool server_fault = verdict.fault == pool::Fault::kUpstream && !verdict.rate_limited;
  const bool was_fresh = same_sight && (before == Health::kHealthy || before == Health::kProbing) &&
                         account.version - (account.state == before ? 0 : 1) == flight.version;
  if (verdict.rests == Scope::kAccount && was_fresh && !server_fault) {
    require(pauses(account.state), "a pause that was asked for is not kept");
    if (verdict.retry_after) account.not_before = now_ + *verdict.retry_after;
  }
  if (verdict.rests == Scope::kAccount && same_sight && !was_fresh && account.version != flight.version) {
    require(account.state == before, "a lease from before has changed the state");
  }
  if (verdict.rests == Scope::kModel && verdict.rate_limited) {
    const ModelShadow* model = model_of(account, flight.request.model);
    const bool knew = flight.model_version != 0 || model == nullptr || model->version == 1;
    if (knew && (model == nullptr || model->version <= flight.model_version + 1) && same_sight) {
      require(model != nullptr && pauses(model->state), "a model's pause is not kept");
    }
  }
}

void World::abandon() {
  if (flights_.empty()) return;
  const auto chosen = std::next(flights_.begin(), static_cast<std::ptrdiff_t>(below(random_, flights_.size())));
  Flight flight = std::move(*chosen);
  flights_.erase(chosen);
  const AccountShadow* account = shadow_of(flight);
  if (account && account->probe == flight.id) ++counters_["probes given up"];
  lands(flight);
  ++counters_["clients gone"];
}

void World::leave() {
  if (waiting_.empty()) return;
  const auto chosen = waiting_.begin() + static_cast<std::ptrdiff_t>(below(random_, waiting_.size()));
  const auto pool = chosen->pool.lock();
  require(pool && pool->leave(chosen->ticket), "somebody who waits is not in the queue");
  waiting_.erase(chosen);
  ++counters_["left the queue"];
}

void World::check_choice(const AccountShadow& chosen, const Request& request) const {
  require(shadow_->may_lease(chosen, request), "a lease of an account that may not be leased");
  if (rules_.affinity.count() > 0 && request.conversation != 0) {
    const auto known = conversations_.find(request.conversation);
    if (known != conversations_.end() && now_ - known->second.second <= rules_.affinity) {
      const AccountShadow& preferred = shadow_->accounts.at(known->second.first);
      if (shadow_->may_lease(preferred, request)) {
        ++counters_["a conversation found its account"];
        return require(&preferred == &chosen, "a conversation went elsewhere");
      }
    }
  }
  const AccountShadow* const oldest = shadow_->least_recently_used(request);
  require(oldest == &chosen, "not the least recently used account: number " + std::to_string(chosen.index) +
                                 " of turn " + std::to_string(chosen.turn) + " instead of " +
                                 std::to_string(oldest->index) + " of turn " + std::to_string(oldest->turn));
}

void World::check_arrival_order(const AccountShadow& chosen, std::uint64_t before) const {
  for (const Waiting& each : waiting_) {
    const bool earlier = each.generation == generation_ && each.id < before;
    require(!earlier || !shadow_->may_lease(chosen, each.request), "somebody was served before his turn");
  }
}

void World::check_refusal(const Request& request) const {
  require(shadow_->least_recently_used(request) == nullptr, "refused, or left waiting, while an account was free");
}

void World::check_queue(const Request& request) const {
  const auto here = [&](const Waiting& each) { return each.generation == generation_; };
  const auto waiting = static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.end(), here));
  for (const auto& [uuid, account] : shadow_->accounts) {
    if (shadow_->waits_for_probe(account, request)) {
      require(waiting >= rules_.probe_waiters_max, "refused while a probe was out");
    } else if (shadow_->may_wait(account, request)) {
      require(waiting != 0 || account.queue == 0, "refused while the queue was empty");
    }
  }
}

void World::check_all() const {
  require(violated_.empty(), violated_);
  const auto views = pool_->view();
  for (const auto& [uuid, account] : shadow_->accounts) {
    const pool::AccountView& view = views[account.index];
    require(view.in_flight == account.in_flight, "leases that are out are counted wrong");
    require(account.limit == 0 || view.in_flight <= account.limit, "more leases than the limit");
    require(view.uses == account.uses, "uses are counted wrong");
    require(view.health == account.state, "a change of health was not reported");
    require(!pauses(view.health) || view.until > now_, "a rest does not end");
  }
  for (const Waiting& each : waiting_) {
    if (each.generation != generation_) continue;
    check_refusal(each.request);
    const bool hope = std::any_of(shadow_->accounts.begin(), shadow_->accounts.end(),
                                  [&](const auto& known) { return shadow_->may_wait(known.second, each.request); });
    require(hope, "somebody waits for nothing");
  }
}

// All that is under way ends well; then nobody may be left.
void World::wind_up() {
  while (!flights_.empty()) {
    Flight flight = std::move(flights_.back());
    flights_.pop_back();
    lands(flight);
    flight.lease.succeeded();
    check_all();
  }
  require(waiting_.empty(), "somebody still waits when nothing is under way");
  for (const auto& view : pool_->view()) require(view.in_flight == 0, "a lease has not ended");
}

}  // namespace aipool::sim
