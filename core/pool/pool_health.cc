// SPDX-License-Identifier: MIT
//
// How a pool judges its accounts: what each lease found out, and what the operator says.
#include <algorithm>
#include <utility>

#include "core/pool/effects.h"
#include "core/pool/pool.h"

namespace aipool::pool {
namespace {

constexpr std::size_t kModelsMax = 64;  // names come from clients: the memory of one account stays bounded

}  // namespace

Lease::~Lease() {
  if (pool_) pool_->release(*this);
}

void Lease::answered() {
  if (pool_ && decides()) pool_->answered(*this);
}
void Lease::succeeded() {
  if (const auto pool = std::exchange(pool_, nullptr)) pool->succeed(*this);
}
void Lease::failed(const Verdict& verdict, TimePoint now) {
  if (const auto pool = std::exchange(pool_, nullptr)) pool->fail(*this, verdict, now);
}

// REQUIRES: the lease has not ended.
void Pool::end(Lease& lease) {
  lease.pool_.reset();  // whoever calls holds the pool
  --lease.account_->use.in_flight;
}

void Pool::leave_circuits(Lease& lease) {
  if (!lease.judges_) return;
  lease.account_->use.circuit.leave(lease.pass_);
  if (!lease.model_pass_) return;
  const auto known = lease.account_->use.models.find(lease.model_);
  if (known != lease.account_->use.models.end()) known->second.leave(*lease.model_pass_);
}

void Pool::release(Lease& lease) {
  const auto self = std::exchange(lease.pool_, nullptr);
  Effects effects;
  {
    const Lock lock(mutex_);
    end(lease);
    leave_circuits(lease);
    settle(*lease.account_);
    if (!waiters_.empty()) serve_waiters(latest_, effects);
  }
  deliver(effects);
}

void Pool::proved(Lease& lease, Effects& effects) {
  Account& account = *lease.account_;
  const Health before = account.health();
  account.use.circuit.succeed(lease.pass_, latest_);
  account.use.heard = latest_;
  report(account, {}, before, account.health(), {}, latest_, effects);
  if (!lease.model_pass_) return;
  const auto known = account.use.models.find(lease.model_);
  if (known == account.use.models.end()) return;
  const Health model_before = known->second.health();
  known->second.succeed(*lease.model_pass_, latest_);
  report(account, lease.model_, model_before, known->second.health(), {}, latest_, effects);
  if (known->second.is_as_new()) account.use.models.erase(known);
}

void Pool::answered(Lease& lease) {
  Effects effects;
  {
    const Lock lock(mutex_);
    proved(lease, effects);
    // From now on it is one of many, where it was the one.
    if (lease.pass_.probe) lease.pass_ = lease.account_->use.circuit.pass_of_before();
    if (lease.model_pass_ && lease.model_pass_->probe) lease.model_pass_.reset();
    settle(*lease.account_);
    serve_waiters(latest_, effects);
    refuse_hopeless(latest_, effects);
  }
  deliver(effects);
}

void Pool::succeed(Lease& lease) {
  Effects effects;
  {
    const Lock lock(mutex_);
    end(lease);
    if (lease.judges_) {
      proved(lease, effects);
      affinity_.put(lease.conversation_, lease.account_->settings.index, latest_);
    }
    settle(*lease.account_);
    if (!waiters_.empty()) {
      serve_waiters(latest_, effects);
      if (lease.decides()) refuse_hopeless(latest_, effects);
    }
  }
  deliver(effects);
}

void Pool::fail(Lease& lease, const Verdict& verdict, TimePoint now) {
  Account& account = *lease.account_;
  Effects effects;
  std::shared_ptr<Pool> successor;
  {
    const Lock lock(mutex_);
    end(lease);
    advance(now, effects);
    if (lease.judges_) {
      judge(lease, verdict, now, effects);
      successor = successor_for(verdict);
    }
    settle(account);
    if (!waiters_.empty()) {
      // A fault of the model alone is no news for who asks for another one, nor where the model does not rest for it.
      const auto known = account.use.models.find(lease.model_);
      const bool model_rests = known != account.use.models.end() && known->second.rests(now);
      const bool of_model = verdict.rests == Scope::kModel;
      const bool account_rests = account.use.circuit.state() != Circuit::State::kClosed;
      const bool decided =
          lease.decides() && (of_model ? model_rests : verdict.rests == Scope::kAccount && account_rests);
      if (decided) decide_waiters(account, of_model ? &lease.model_ : nullptr, now, effects);
      serve_waiters(now, effects);
      if (!effects.changes.empty()) refuse_hopeless(now, effects);
    }
  }
  deliver(effects);
  if (successor) successor->hear(account.settings, lease.model_, verdict, now);
}

// REQUIRES: the account is settled next.
void Pool::judge(Lease& lease, const Verdict& verdict, TimePoint now, Effects& effects) {
  Account& account = *lease.account_;
  const Health before = account.health();
  account.use.heard = now;
  if (verdict.permanent) account.use.suspended = true;
  if (verdict.rests == Scope::kAccount) {
    account.use.circuit.fail(lease.pass_, verdict, rules_, jitter(), last_one(account), now);
    if (lease.model_pass_) {
      const auto known = account.use.models.find(lease.model_);
      if (known != account.use.models.end()) known->second.leave(*lease.model_pass_);
    }
  } else if (verdict.rests == Scope::kModel && !lease.model_.empty()) {
    // The account itself answers.
    if (lease.pass_.probe) account.use.circuit.succeed(lease.pass_, now);
    judge_model(account, lease.model_, lease.model_pass_, verdict, now, effects);
  } else {
    leave_circuits(lease);
  }
  report(account, {}, before, account.health(), verdict, now, effects);
}

// Those whose rest is over, and that nobody has asked for since.
void Pool::forget_models(Account& account, TimePoint now, Effects& effects) {
  std::erase_if(account.use.models, [&](const auto& each) AIPOOL_THREAD_ATTRIBUTE(no_thread_safety_analysis) {
    if (each.second.probe_out() || each.second.until() > now) return false;
    report(account, each.first, each.second.health(), Health::kHealthy, {}, now, effects);
    return true;
  });
}

void Pool::judge_model(Account& account, const std::string& model, std::optional<Circuit::Pass> pass,
                       const Verdict& verdict, TimePoint now, Effects& effects) {
  auto& models = account.use.models;
  auto known = models.find(model);
  // Where nobody else could serve it, a refusal is worth more than silence.
  if (last_one(account) && !verdict.rate_limited && !verdict.retry_after) {
    if (known != models.end() && pass) known->second.leave(*pass);
    return;
  }
  if (known == models.end()) {
    if (models.size() >= kModelsMax) forget_models(account, now, effects);
    if (models.size() >= kModelsMax) return;
    known = models.emplace(model, Circuit(epochs_ += kEpochsEach)).first;
    pass.reset();
  }
  Circuit& circuit = known->second;
  const Health before = circuit.health();
  circuit.fail(pass.value_or(circuit.pass_of_before()), verdict, rules_, jitter(), false, now);
  if (circuit.state() == Circuit::State::kOpen) model_dues_.push(circuit.until());
  report(account, model, before, circuit.health(), verdict, now, effects);
}

void Pool::hear(const AccountSettings& before, const std::string& model, const Verdict& verdict, TimePoint now) {
  const auto known = by_uuid_.find(before.uuid);
  if (known == by_uuid_.end() || known->second->settings.credential != before.credential) return;
  Account& account = *known->second;
  Effects effects;
  std::shared_ptr<Pool> successor;
  {
    const Lock lock(mutex_);
    advance(now, effects);
    successor = successor_for(verdict);
    const Health was = account.health();
    if (verdict.permanent) account.use.suspended = true;
    if (verdict.rests == Scope::kAccount) {
      const auto pass = account.use.circuit.pass_of_before();
      account.use.circuit.fail(pass, verdict, rules_, jitter(), last_one(account), now);
    } else if (verdict.rests == Scope::kModel && !model.empty()) {
      judge_model(account, model, std::nullopt, verdict, now, effects);
    }
    report(account, {}, was, account.health(), verdict, now, effects);
    settle(account);
    serve_waiters(now, effects);
    if (!effects.changes.empty()) refuse_hopeless(now, effects);
  }
  deliver(effects);
  if (successor) successor->hear(account.settings, model, verdict, now);
}

// Who has to hear the verdict that is judged under this same hold of the lock: what is judged here while there is
// nobody goes over with state_now().
std::shared_ptr<Pool> Pool::successor_for(const Verdict& verdict) const {
  const bool says_something = verdict.rests != Scope::kNone || verdict.permanent;
  return says_something ? successor_.lock() : nullptr;
}

template <typename Change>
bool Pool::change_account(std::string_view uuid, TimePoint now, Change change) {
  const auto known = by_uuid_.find(uuid);
  if (known == by_uuid_.end()) return false;
  Account& account = *known->second;
  Effects effects;
  {
    const Lock lock(mutex_);
    advance(now, effects);
    const Health before = account.health();
    change(account, effects);
    report(account, {}, before, account.health(), {}, now, effects);
    settle(account);
    advance(now, effects);  // a rest that ended meanwhile
    serve_waiters(now, effects);
    refuse_hopeless(now, effects);
  }
  deliver(effects);
  return true;
}

bool Pool::reset(std::string_view uuid, TimePoint now) {
  const auto as_new = [&](Account& account, Effects& effects) AIPOOL_THREAD_ATTRIBUTE(no_thread_safety_analysis) {
    account.use.suspended = false;
    account.use.circuit.close();
    for (const auto& [model, circuit] : account.use.models) {
      report(account, model, circuit.health(), Health::kHealthy, {}, now, effects);
    }
    account.use.models.clear();
  };
  return change_account(uuid, now, as_new);
}

bool Pool::set_disabled(std::string_view uuid, bool disabled, TimePoint now) {
  return change_account(uuid, now, [disabled](Account& account, Effects&) { account.use.disabled = disabled; });
}

bool Pool::last_one(const Account& account) const {
  const bool counted = account.place == Place::kReady || account.place == Place::kBusy;
  return ready_ + busy_ == (counted ? 1u : 0u);
}

unsigned Pool::jitter() { return static_cast<unsigned>(random_() % 100); }

void Pool::report(const Account& account, std::string_view model, Health from, Health to, const Verdict& verdict,
                  TimePoint now, Effects& effects) {
  if (from == to) return;
  ++health_changes_;
  std::chrono::milliseconds pause{0};
  if (to == Health::kResting || to == Health::kUnhealthy) {
    const auto known = account.use.models.find(model);
    const Circuit& circuit = known == account.use.models.end() ? account.use.circuit : known->second;
    pause = std::chrono::ceil<std::chrono::milliseconds>(circuit.until() - now);
  }
  effects.observer = observer_;
  effects.changes.push_back({&account.settings.uuid, std::string(model), from, to, verdict.fault, pause});
}

void Pool::deliver(Effects& effects) {
  for (const Effects::Change& change : effects.changes) {
    if (!effects.observer) break;
    effects.observer->health_changed(
        {provider_, *change.uuid, change.model, change.from, change.to, change.fault, change.pause});
  }
  for (auto& [grant, answer] : effects.grants) grant(std::move(answer));
}

}  // namespace aipool::pool
