// SPDX-License-Identifier: MIT
#include "tests/sim/world.h"

#include <algorithm>
#include <utility>

namespace aipool::sim {
namespace {

using pool::Health;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kModels[] = {"m1", "m2", "m3"};

bool model_is_probed(const AccountShadow& account, const std::string& model) {
  const auto known = account.by_model.find(model);
  return known != account.by_model.end() && known->second.state == Health::kProbing;
}

}  // namespace

World::World(std::uint64_t seed, Counters& counters) : random_(seed), counters_(counters), upstream_(random_) {
  rules_.seed = seed + 1;
  rules_.max_error_count = 1 + static_cast<std::uint32_t>(below(random_, 4));
  rules_.probe_waiters_max = chance(random_, 20) ? 2 : 100;
  if (chance(random_, 30)) rules_.affinity = seconds(20);
  make_pool(false);
  pool_->observe(shadow_);
}

World::~World() {
  // Grants refer to the world.
  for (Waiting& each : waiting_) {
    if (const auto pool = each.pool.lock()) pool->leave(each.ticket);
  }
  for (const Plan plan : {Plan::kDown, Plan::kFlaky, Plan::kLimited, Plan::kLimitedWithTime, Plan::kModelLimited,
                          Plan::kModelUnknown, Plan::kRefused, Plan::kRevoked, Plan::kRejectsClients}) {
    counters_["fault " + std::to_string(static_cast<unsigned>(plan))] +=
        upstream_.reached[static_cast<std::size_t>(plan)];
  }
  for (const auto& [names, count] : shadow_->transitions) counters_["transition " + names] += count;
}

void World::run(unsigned steps) {
  for (unsigned i = 0; i < steps; ++i) {
    step();
    check_all();
  }
  wind_up();
}

void World::step() {
  const std::uint64_t dice = below(random_, 1000);
  if (dice < 340) return ask();
  if (dice < 640) return finish();
  if (dice < 690) return abandon();
  if (dice < 730) return leave();
  if (dice < 900) return pass_time();
  if (dice < 950) return probe();
  if (dice < 970) return query();
  if (dice < 990) return operate();
  if (dice < 997) return reload();
  restart();
}

std::vector<pool::AccountSettings> World::new_settings() {
  std::vector<pool::AccountSettings> accounts;
  const std::size_t first = below(random_, 3), count = 1 + below(random_, 6);
  for (std::size_t i = first; i < first + count; ++i) {
    pool::AccountSettings settings;
    settings.uuid = "account-" + std::to_string(i);
    if (chance(random_, 25)) settings.models = pool::ModelRules({"m1", "m2"}, {});
    if (chance(random_, 50)) settings.concurrency_limit = 1 + static_cast<std::uint32_t>(below(random_, 3));
    if (chance(random_, 60)) settings.queue_limit = static_cast<std::uint32_t>(below(random_, 4));
    if (chance(random_, 70)) settings.check_model = "m1";
    accounts.push_back(std::move(settings));
  }
  return accounts;
}

// The shadow of an account that is in both goes on where the pool must.
void World::make_pool(bool keeps) {
  auto shadow = std::make_shared<Shadow>();
  std::vector<pool::AccountSettings> settings = new_settings();
  for (std::size_t i = 0; i < settings.size(); ++i) {
    AccountShadow account;
    if (keeps) {
      if (const auto known = shadow_->accounts.find(settings[i].uuid); known != shadow_->accounts.end())
        account = known->second;
    }
    account.index = i;
    account.limit = settings[i].concurrency_limit;
    account.queue = settings[i].queue_limit;
    account.models.clear();
    for (const std::string& name : settings[i].models.literals()) account.models.insert(name);
    account.in_flight = 0;
    account.probe = 0;
    for (auto& [name, model] : account.by_model) model.probe = 0;
    shadow->accounts.emplace(settings[i].uuid, std::move(account));
  }
  if (shadow_) shadow->transitions = std::move(shadow_->transitions);
  shadow->now = now_;
  shadow_ = shadow;
  pool_ = std::make_shared<pool::Pool>("sim", std::move(settings), 20, rules_);
  ++generation_;
}

void World::ask() {
  Request request;
  request.model = kModels[below(random_, 3)];
  if (chance(random_, 40)) request.conversation = 1 + below(random_, 8);
  ask_for(std::move(request));
}

void World::ask_for(Request request) {
  const std::uint64_t id = ++ids_;
  if (chance(random_, 20)) {
    auto lease = pool_->acquire(request.wish(), now_);
    if (!lease) return check_refusal(request);
    check_arrival_order(shadow_->accounts.at(lease->account().uuid), id);
    return takes_off(std::move(*lease), std::move(request), true, false);
  }
  pool::Acquired acquired = pool_->acquire_or_wait(
      request.wish(), now_, [this, id](Result<pool::Lease> answer) { granted(id, std::move(answer)); });
  if (acquired.ticket != 0) {
    check_refusal(request);
    Waiting waits{id, acquired.ticket, pool_, generation_, std::move(request), false};
    waits.for_probe = std::any_of(shadow_->accounts.begin(), shadow_->accounts.end(), [&](const auto& each) {
      return shadow_->waits_for_probe(each.second, waits.request);
    });
    std::uint64_t room = 0, slots = waits.for_probe ? 0 : 1;
    for (const auto& [uuid, account] : shadow_->accounts) room += account.queue;
    for (const Waiting& each : waiting_) slots += each.generation == generation_ && !each.for_probe ? 1 : 0;
    require(slots <= room, "more wait than the queues hold");
    ++counters_[waits.for_probe ? "waits for a probe" : "waits for a slot"];
    waiting_.push_back(std::move(waits));
    return;
  }
  if (!*acquired.at_once) {
    ++counters_["refused"];
    check_refusal(request);
    return check_queue(request);
  }
  check_arrival_order(shadow_->accounts.at((*acquired.at_once)->account().uuid), id);
  takes_off(std::move(**acquired.at_once), std::move(request), true, false);
}

// A lease may end in a destructor, where nothing can be thrown.
void World::granted(std::uint64_t waiter, Result<pool::Lease> answer) noexcept {
  try {
    take_grant(waiter, std::move(answer));
  } catch (const Violation& violation) {
    if (violated_.empty()) violated_ = violation.what();
  }
}

void World::take_grant(std::uint64_t waiter, Result<pool::Lease> answer) {
  const auto found =
      std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& each) { return each.id == waiter; });
  require(found != waiting_.end(), "a grant to somebody who does not wait");
  Waiting waits = std::move(*found);
  waiting_.erase(found);
  if (!answer) {
    ++counters_["refused while waiting"];
    if (waits.generation != generation_) return;
    // The one whose probe has failed may be free again, for the next probe.
    if (!waits.for_probe) return check_refusal(waits.request);
    for (const auto& [uuid, account] : shadow_->accounts) {
      require(account.state != Health::kHealthy || model_is_probed(account, waits.request.model) ||
                  !shadow_->may_lease(account, waits.request),
              "refused after a probe while a healthy account was free");
    }
    return;
  }
  ++counters_["served while waiting"];
  if (waits.generation == generation_) {
    check_arrival_order(shadow_->accounts.at(answer->account().uuid), waiter);
    return takes_off(std::move(*answer), std::move(waits.request), true, false);
  }
  const std::string uuid = answer->account().uuid;
  flights_.push_back({++ids_, std::move(*answer), uuid, waits.generation, std::move(waits.request)});
}

// Notes a lease of the present pool, after checking that it was right to give it.
void World::takes_off(pool::Lease lease, Request request, bool counts, bool query) {
  AccountShadow& account = shadow_->accounts.at(lease.account().uuid);
  const std::uint64_t id = ++ids_;
  if (counts) check_choice(account, request);
  require(account.state == Health::kHealthy || account.state == Health::kProbing,
          "a lease of an account that is " + std::string(name_of(account.state)));
  require(now_ >= account.not_before || query, "a lease before the time that the upstream named");
  if (counts) {
    account.turn = ++turn_;
    ++account.uses;
  }
  ++account.in_flight;
  if (!query) {
    if (account.state == Health::kProbing) {
      require(account.probe == 0, "two probes of one account");
      require(lease.decides(), "a probe that does not decide");
      account.probe = id;
    }
    if (ModelShadow* model = model_of(account, request.model); model && model->state == Health::kProbing) {
      require(model->probe == 0, "two probes of one model");
      model->probe = id;
    }
  }
  Flight flight{id, std::move(lease), {}, generation_, std::move(request), query, account.version, account.hidden, 0};
  flight.uuid = flight.lease.account().uuid;
  if (const ModelShadow* model = model_of(account, flight.request.model)) flight.model_version = model->version;
  flights_.push_back(std::move(flight));
}

void World::query() {
  auto lease = pool_->acquire_for_query(now_);
  if (lease) takes_off(std::move(*lease), {}, false, true);
}

void World::probe() {
  auto lease = pool_->acquire_for_probe(seconds(30), now_);
  if (!lease) return;
  ++counters_["probes of our own"];
  Request request;
  request.model = lease->model();
  takes_off(std::move(*lease), std::move(request), false, false);
}

void World::pass_time() {
  now_ += chance(random_, 80) ? milliseconds(below(random_, 3'000)) : milliseconds(below(random_, 400'000));
  shadow_->now = now_;
  pool_->tick(now_);
}

void World::operate() {
  const std::size_t which = below(random_, shadow_->accounts.size());
  auto account = std::next(shadow_->accounts.begin(), static_cast<std::ptrdiff_t>(which));
  if (chance(random_, 50)) {
    pool_->set_disabled(account->first, account->second.state != Health::kDisabled, now_);
    ++counters_["disabled or enabled"];
    return;
  }
  // What it clears is no circuit of before, also where no state is seen to change.
  AccountShadow& shadow = account->second;
  ++shadow.version;
  ++shadow.hidden;
  shadow.probe = 0;
  shadow.faults = 0;
  shadow.not_before = {};
  for (auto& [name, model] : shadow.by_model) {
    model.probe = 0;
    ++model.version;
  }
  pool_->reset(account->first, now_);
  ++counters_["reset by the operator"];
}

void World::reload() {
  const auto old = pool_;
  make_pool(true);
  std::erase_if(conversations_, [&](const auto& each) { return !shadow_->accounts.contains(each.second.first); });
  pool_->take_over(*old);
  pool_->observe(shadow_);
  before_.push_back(old);
  ++counters_["reloads"];
  pool_->tick(now_);
}

// The process ends, with all that was under way, and another one reads what was written.
void World::restart() {
  const std::string text = pool::state_text({pool_->state()}, {now_, 1'700'000'000'000});
  for (Waiting& each : waiting_) {
    if (const auto pool = each.pool.lock()) pool->leave(each.ticket);
  }
  waiting_.clear();
  pool_->observe(nullptr);
  generation_ += 1;
  flights_.clear();
  before_.clear();
  conversations_.clear();
  make_pool(true);
  auto states = pool::read_state_text(text, {now_, 1'700'000'000'000});
  require(states.has_value(), "the state cannot be read");
  pool_->restore(states->front());
  // A circuit that was half open is open, and its rest is over.
  for (auto& [uuid, account] : shadow_->accounts) {
    const auto views = pool_->view();
    if (account.state == Health::kProbing) account.state = views[account.index].health;
    for (auto& [name, model] : account.by_model) {
      if (model.state == Health::kProbing) model = {model.paused_as, now_, 0, model.version, model.paused_as};
    }
  }
  pool_->observe(shadow_);
  ++counters_["restarts"];
  pool_->tick(now_);
}

}  // namespace aipool::sim
