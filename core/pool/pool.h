// SPDX-License-Identifier: MIT
//
// Pool hands out the accounts of one provider, the least recently used first, and remembers which of them are resting.
//
// Flow:      gateway asks acquire() for each attempt, uses the account, and settles the Lease with what came of it; a Lease
//            that is dropped unsettled (client gone) says nothing about its account.
// Threading: every public method is safe from any thread; one short lock, no I/O under it.
// Ownership: the pool owns its accounts; a Lease keeps the pool alive.
// Errors:    acquire() says kNotFound (no account serves the model), kRateLimited or kOverloaded (all rest or are busy, with
//            retry_after).
// Units:     steady-clock time points, passed in so that tests own the time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/pool/account.h"
#include "core/pool/retry_budget.h"
#include "core/pool/verdict.h"

namespace aipool::pool {

class Pool;

// RAII: the right to use an account for one attempt.
class Lease {
 public:
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&&) = delete;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  const AccountSettings& account() const { return account_->settings; }
  // Either one ends the lease.
  void succeeded();
  void failed(const Verdict& verdict, TimePoint now);

 private:
  friend class Pool;
  Lease(std::shared_ptr<Pool> pool, Account* account, std::string model)
      : pool_(std::move(pool)), account_(account), model_(std::move(model)) {}

  std::shared_ptr<Pool> pool_;
  Account* account_;
  std::string model_;
};

class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(std::string provider, std::vector<AccountSettings> accounts, std::uint32_t retry_budget_percent);

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

  // Accounts whose uuid is in both keep their use. The leases of the pool before are not counted here.
  void take_over(Pool& before) AIPOOL_EXCLUDES(mutex_);

  // Leases the least recently used account that serves `model`, rests neither as a whole nor for the model, is not at its
  // limit, and is not among `tried` (AccountSettings::index). Every account serves a request that is about no model.
  [[nodiscard]] Result<Lease> acquire(std::string_view model, std::span<const std::size_t> tried, TimePoint now)
      AIPOOL_EXCLUDES(mutex_);
  // Leases an account for a question about the account itself, such as its model list: that is no use of it, so the order
  // of the others stays. `only`: AccountSettings::index of the one that is asked about; none: any.
  [[nodiscard]] Result<Lease> acquire_for_query(TimePoint now, std::optional<std::size_t> only = std::nullopt)
      AIPOOL_EXCLUDES(mutex_);

 private:
  friend class Lease;
  void release(Account& account) AIPOOL_EXCLUDES(mutex_);
  // These two release it as well.
  void succeed(Account& account, std::string_view model) AIPOOL_EXCLUDES(mutex_);
  void fail(Account& account, std::string_view model, const Verdict& verdict, TimePoint now) AIPOOL_EXCLUDES(mutex_);

  const std::string provider_;
  RetryBudget retry_budget_;
  mutable Mutex mutex_;
  // The vector is constant; the `use` of its accounts is guarded by mutex_.
  std::vector<std::unique_ptr<Account>> accounts_;
  std::uint64_t turn_ AIPOOL_GUARDED_BY(mutex_) = 0;
};

}  // namespace aipool::pool
