// SPDX-License-Identifier: MIT
//
// Pool hands out the accounts of one provider, the least recently used first, keeps their limits with a fair queue,
// and judges their health by what comes of each lease.
//
// Flow:      gateway asks acquire() for each attempt, or acquire_or_wait() where it may wait for a slot or a probe;
//            uses the account; and ends the Lease with what came of it. tick() now and then lets time pass where
//            nobody asks.
// Threading: every public method is safe from any thread; one short lock, no I/O under it. Grants and the observer
//            are called without the lock, on the thread that made room.
// Ownership: the pool owns its accounts; a Lease keeps the pool alive. A queued request is a ticket: leave() takes
//            it back.
// Errors:    kNotFound (no account serves the model), kRateLimited or kOverloaded (all rest or are busy, with
//            retry_after).
// Units:     steady-clock time points, passed in so that tests own the time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/pool/account.h"
#include "core/pool/affinity.h"
#include "core/pool/group.h"
#include "core/pool/lease.h"
#include "core/pool/pool_state.h"
#include "core/pool/retry_budget.h"
#include "core/pool/rules.h"
#include "core/pool/verdict.h"
#include "core/pool/waiter.h"

namespace aipool::pool {

struct ModelView {
  std::string model;
  Health health = Health::kHealthy;
  TimePoint until{};  // of a rest
};

struct AccountView {
  std::string_view uuid;  // the pool's, as is the name
  std::string_view name;
  Health health = Health::kHealthy;
  std::uint32_t in_flight = 0;
  std::uint64_t uses = 0;
  TimePoint until{};              // of a rest
  std::vector<ModelView> models;  // that are not healthy
};

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(std::string provider, std::vector<AccountSettings> accounts, std::uint32_t retry_budget_percent,
       Rules rules = {});

  const std::string& provider() const { return provider_; }
  RetryBudget& retry_budget() { return retry_budget_; }
  // Settings of the accounts, in file order; constant.
  std::span<const std::unique_ptr<Account>> accounts() const { return accounts_; }

  // True if some account names models and one of them matches.
  bool names_model(std::string_view model) const;
  // True if some account leaves the choice to the upstream's own list.
  bool leaves_choice_to_upstream() const;
  // True if the models of some account cannot be told without that list: it names none, or a pattern.
  bool needs_upstream_list() const;

  // Leases the least recently used account that serves the model, rests neither as a whole nor for the model, is
  // not at its limit, and has not been tried.
  [[nodiscard]] Result<Lease> acquire(const Wish& wish, TimePoint now) AIPOOL_EXCLUDES(mutex_);
  [[nodiscard]] Result<Lease> acquire(std::string_view model, std::span<const std::size_t> tried, TimePoint now)
      AIPOOL_EXCLUDES(mutex_) {
    return acquire(Wish{model, tried, 0}, now);
  }
  // The same, or a place in the queue: for a slot of an account at its limit, in the order of arrival and as many
  // as their queue_limit allows, or for what an account's probe finds out. A slot that frees goes straight to the
  // first who can use it.
  [[nodiscard]] Acquired acquire_or_wait(const Wish& wish, TimePoint now, Grant grant) AIPOOL_EXCLUDES(mutex_);
  // True: the grant will never be called. False: it has been, or is being called.
  bool leave(std::uint64_t ticket) AIPOOL_EXCLUDES(mutex_);
  std::size_t waiting() const AIPOOL_EXCLUDES(mutex_);

  // Leases an account for a question about the account itself, such as its model list: that is no use of it, so the
  // order of the others stays. `only`: AccountSettings::index of the one that is asked about; none: any.
  [[nodiscard]] Result<Lease> acquire_for_query(TimePoint now, std::optional<std::size_t> only = std::nullopt)
      AIPOOL_EXCLUDES(mutex_);
  // Leases an account that is due for a probe: one that was not heard of for `interval`, or whose rest is over.
  [[nodiscard]] std::optional<Lease> acquire_for_probe(std::chrono::milliseconds interval, TimePoint now)
      AIPOOL_EXCLUDES(mutex_);

  void tick(TimePoint now) AIPOOL_EXCLUDES(mutex_);

  // Of the operator. False: there is no such account.
  bool reset(std::string_view uuid, TimePoint now) AIPOOL_EXCLUDES(mutex_);
  bool set_disabled(std::string_view uuid, bool disabled, TimePoint now) AIPOOL_EXCLUDES(mutex_);

  void observe(std::shared_ptr<Observer> observer) AIPOOL_EXCLUDES(mutex_);
  std::vector<AccountView> view() const AIPOOL_EXCLUDES(mutex_);

  PoolState state() const AIPOOL_EXCLUDES(mutex_);
  void restore(const PoolState& state) AIPOOL_EXCLUDES(mutex_);
  // One more at each change of health, and at each lease.
  std::uint64_t health_changes() const AIPOOL_EXCLUDES(mutex_);
  std::uint64_t uses() const AIPOOL_EXCLUDES(mutex_);
  // This pool follows `before`: accounts that are in both keep their use and health, and what the leases that
  // `before` still has out find out reaches this one, once. They count there, and not here, until they end.
  // Both locks are held, that of `before` first.
  void take_over(Pool& before) AIPOOL_EXCLUDES(mutex_);

 private:
  friend class Lease;
  static constexpr std::uint64_t kEpochsEach = 1'000'000'000;  // more than a circuit lives to see
  struct Outlook;
  struct Effects;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  void answered(Lease& lease) AIPOOL_EXCLUDES(mutex_);
  void release(Lease& lease) AIPOOL_EXCLUDES(mutex_);
  // These two release it as well.
  void succeed(Lease& lease) AIPOOL_EXCLUDES(mutex_);
  void fail(Lease& lease, const Verdict& verdict, TimePoint now) AIPOOL_EXCLUDES(mutex_);
  // From a lease of the pool before.
  void hear(const AccountSettings& before, const std::string& model, const Verdict& verdict, TimePoint now)
      AIPOOL_EXCLUDES(mutex_);

  // pool.cc: choosing
  const Route& route_of(std::string_view model) AIPOOL_REQUIRES(mutex_);
  bool model_admits(Account& account, std::string_view model, TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  Account* select(const std::vector<Group*>& route, const Wish& wish, const Account* except, TimePoint now,
                  Effects& effects) AIPOOL_REQUIRES(mutex_);
  Account* preferred(const Wish& wish, TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  Lease lease(Account& account, const Wish& wish, bool counts) AIPOOL_REQUIRES(mutex_);
  void advance(TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  void settle(Account& account) AIPOOL_REQUIRES(mutex_);
  Place place_of(const Account& account) const AIPOOL_REQUIRES(mutex_);

  // pool_health.cc: judging
  void end(Lease& lease) AIPOOL_REQUIRES(mutex_);
  void leave_circuits(Lease& lease) AIPOOL_REQUIRES(mutex_);
  void judge_model(Account& account, const std::string& model, std::optional<Circuit::Pass> pass,
                   const Verdict& verdict, TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  void judge(Lease& lease, const Verdict& verdict, TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  void proved(Lease& lease, Effects& effects) AIPOOL_REQUIRES(mutex_);
  void forget_models(Account& account, TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  std::shared_ptr<Pool> successor_for(const Verdict& verdict) const AIPOOL_REQUIRES(mutex_);
  bool last_one(const Account& account) const AIPOOL_REQUIRES(mutex_);
  unsigned jitter() AIPOOL_REQUIRES(mutex_);
  void report(const Account& account, std::string_view model, Health from, Health to, const Verdict& verdict,
              TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  void deliver(Effects& effects) AIPOOL_EXCLUDES(mutex_);

  template <typename Change>
  bool change_account(std::string_view uuid, TimePoint now, Change change) AIPOOL_EXCLUDES(mutex_);

  // pool_state.cc
  PoolState state_now() const AIPOOL_REQUIRES(mutex_);
  void set_state(const PoolState& state) AIPOOL_REQUIRES(mutex_);

  // pool_queue.cc: waiting
  Outlook look(const std::vector<Group*>& route, const Wish& wish, const Account* except, TimePoint now)
      AIPOOL_REQUIRES(mutex_);
  Error shortage(const Outlook& outlook, std::string_view model, TimePoint now) const;
  std::uint64_t enqueue(const Outlook& outlook, const Wish& wish, const Route& route, Grant grant)
      AIPOOL_REQUIRES(mutex_);
  void serve_waiters(TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  // The probe of `account` has failed, or that of a model on it: whoever waited for that is told, or has another one.
  void decide_waiters(const Account& account, const std::string* model, TimePoint now, Effects& effects)
      AIPOOL_REQUIRES(mutex_);
  void refuse_hopeless(TimePoint now, Effects& effects) AIPOOL_REQUIRES(mutex_);
  void forget(const Waiter& waiter) AIPOOL_REQUIRES(mutex_);

  const std::string provider_;
  const Rules rules_;
  RetryBudget retry_budget_;
  // The vectors and the map are constant; what changes in accounts and groups is guarded by mutex_.
  std::vector<std::unique_ptr<Account>> accounts_;
  std::vector<std::unique_ptr<Group>> groups_;
  std::unordered_map<std::string_view, Account*> by_uuid_;  // keys of accounts_

  mutable Mutex mutex_;
  Route everyone_;  // constant
  std::unordered_map<std::string, Route, TextHash, std::equal_to<>> routes_ AIPOOL_GUARDED_BY(mutex_);
  std::set<std::pair<TimePoint, std::size_t>> resting_ AIPOOL_GUARDED_BY(mutex_);  // by the end of the rest
  std::priority_queue<TimePoint, std::vector<TimePoint>, std::greater<>> model_dues_ AIPOOL_GUARDED_BY(mutex_);
  std::map<std::uint64_t, Waiter> waiters_ AIPOOL_GUARDED_BY(mutex_);  // by ticket: the first to come is the first
  std::size_t waiting_for_probe_ AIPOOL_GUARDED_BY(mutex_) = 0;
  std::size_t ready_ AIPOOL_GUARDED_BY(mutex_) = 0;  // accounts that may be leased,
  std::size_t busy_ AIPOOL_GUARDED_BY(mutex_) = 0;   // and those at their limit
  TimePoint latest_ AIPOOL_GUARDED_BY(mutex_){};     // that anybody has named
  std::uint64_t last_ticket_ AIPOOL_GUARDED_BY(mutex_) = 0;
  std::uint64_t turn_ AIPOOL_GUARDED_BY(mutex_) = 0;
  std::uint64_t epochs_ AIPOOL_GUARDED_BY(mutex_) = 0;
  std::uint64_t health_changes_ AIPOOL_GUARDED_BY(mutex_) = 0;
  std::size_t probe_cursor_ AIPOOL_GUARDED_BY(mutex_) = 0;
  Affinity affinity_ AIPOOL_GUARDED_BY(mutex_);
  std::minstd_rand random_ AIPOOL_GUARDED_BY(mutex_);
  std::shared_ptr<Observer> observer_ AIPOOL_GUARDED_BY(mutex_);
  std::weak_ptr<Pool> successor_ AIPOOL_GUARDED_BY(mutex_);
};

}  // namespace aipool::pool
