// SPDX-License-Identifier: MIT
#include "core/pool/pool.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace aipool::pool {
namespace {

constexpr std::size_t kModelRestsMax = 64;  // names come from clients: the memory of one account stays bounded
constexpr std::chrono::milliseconds kBusyRetryAfter{1'000};

// Why nothing could be leased, gathered over the accounts that serve the model.
struct Shortage {
  bool served = false;
  bool only_rate_limits = true;
  TimePoint soonest = TimePoint::max();

  void rests_until(TimePoint until, bool rate_limited) {
    soonest = std::min(soonest, until);
    only_rate_limits = only_rate_limits && rate_limited;
  }
};

Error shortage_error(const Shortage& shortage, const std::string& provider, std::string_view model, TimePoint now) {
  if (!shortage.served) {
    return client_error(ErrorCode::kNotFound, "The model `" + std::string(model) + "` does not exist or is not served here.");
  }
  const bool limited = shortage.only_rate_limits && shortage.soonest != TimePoint::max();
  Error error = make_error(limited ? ErrorCode::kRateLimited : ErrorCode::kOverloaded, ErrorSource::kInternal,
                           "no account of " + provider + " is free");
  error.client_text = "No account is available for this model at the moment; try again later.";
  if (shortage.soonest != TimePoint::max()) {
    error.retry_after = std::chrono::ceil<std::chrono::milliseconds>(shortage.soonest - now);
  }
  return error;
}

// Whether the account may be leased now; says why not. Called under the pool's lock.
bool free(const Account& account, std::string_view model, TimePoint now, Shortage& shortage) {
  const AccountUse& use = account.use;
  const std::uint32_t limit = account.settings.concurrency_limit;
  const auto model_rest = use.model_rests.find(model);
  if (use.out_of_use) {
    shortage.only_rate_limits = false;
  } else if (!use.rest.over(now)) {
    shortage.rests_until(use.rest.until(), use.rate_limited);
  } else if (model_rest != use.model_rests.end() && !model_rest->second.over(now)) {
    shortage.rests_until(model_rest->second.until(), false);
  } else if (limit != 0 && use.in_flight >= limit) {
    shortage.rests_until(now + kBusyRetryAfter, true);
  } else {
    return true;
  }
  return false;
}

}  // namespace

Lease::Lease(Lease&& other) noexcept
    : pool_(std::move(other.pool_)), account_(other.account_), model_(std::move(other.model_)) {}

Lease::~Lease() {
  if (pool_) pool_->release(*account_);
}

void Lease::succeeded() { std::exchange(pool_, nullptr)->succeed(*account_, model_); }
void Lease::failed(const Verdict& verdict, TimePoint now) {
  std::exchange(pool_, nullptr)->fail(*account_, model_, verdict, now);
}

Pool::Pool(std::string provider, std::vector<AccountSettings> accounts, std::uint32_t retry_budget_percent)
    : provider_(std::move(provider)), retry_budget_(retry_budget_percent) {
  accounts_.reserve(accounts.size());
  for (AccountSettings& settings : accounts) {
    settings.index = accounts_.size();
    accounts_.push_back(std::make_unique<Account>(std::move(settings)));
  }
}

bool Pool::names_model(std::string_view model) const {
  return std::any_of(accounts_.begin(), accounts_.end(), [model](const auto& account) {
    return account->settings.models.names_models() && account->settings.models.admits(model);
  });
}

bool Pool::leaves_choice_to_upstream() const {
  return std::any_of(accounts_.begin(), accounts_.end(),
                     [](const auto& account) { return !account->settings.models.names_models(); });
}

bool Pool::needs_upstream_list() const {
  return std::any_of(accounts_.begin(), accounts_.end(),
                     [](const auto& account) { return account->settings.models.open_ended(); });
}

void Pool::take_over(Pool& before) {
  std::map<std::string_view, AccountUse> known;
  std::uint64_t turn = 0;
  {
    Lock lock(before.mutex_);
    turn = before.turn_;
    for (const auto& account : before.accounts_) known[account->settings.uuid] = account->use;
  }
  Lock lock(mutex_);
  turn_ = std::max(turn_, turn);
  for (const auto& account : accounts_) {
    const auto old = known.find(account->settings.uuid);
    if (old == known.end()) continue;
    account->use = old->second;
    account->use.in_flight = 0;
  }
}

Result<Lease> Pool::acquire(std::string_view model, std::span<const std::size_t> tried, TimePoint now) {
  Shortage shortage;
  Account* best = nullptr;
  {
    Lock lock(mutex_);
    for (const auto& account : accounts_) {
      if (!model.empty() && !account->settings.models.admits(model)) continue;
      shortage.served = true;
      if (std::find(tried.begin(), tried.end(), account->settings.index) != tried.end()) continue;
      if (!free(*account, model, now, shortage)) continue;
      if (!best || account->use.last_turn < best->use.last_turn) best = account.get();
    }
    if (best) {
      best->use.last_turn = ++turn_;
      ++best->use.in_flight;
    }
  }
  if (!best) return shortage_error(shortage, provider_, model, now);
  return Lease(shared_from_this(), best, std::string(model));
}

Result<Lease> Pool::acquire_for_query(TimePoint now, std::optional<std::size_t> only) {
  Shortage shortage{true};
  Lock lock(mutex_);
  for (const auto& account : accounts_) {
    if ((only && account->settings.index != *only) || !free(*account, {}, now, shortage)) continue;
    ++account->use.in_flight;
    return Lease(shared_from_this(), account.get(), {});
  }
  return shortage_error(shortage, provider_, {}, now);
}

void Pool::release(Account& account) {
  Lock lock(mutex_);
  --account.use.in_flight;
}

void Pool::succeed(Account& account, std::string_view model) {
  Lock lock(mutex_);
  --account.use.in_flight;
  account.use.rest.succeed();
  account.use.rate_limited = false;
  if (const auto it = account.use.model_rests.find(model); it != account.use.model_rests.end()) {
    account.use.model_rests.erase(it);
  }
}

void Pool::fail(Account& account, std::string_view model, const Verdict& verdict, TimePoint now) {
  Lock lock(mutex_);
  AccountUse& use = account.use;
  --use.in_flight;
  if (verdict.permanent) use.out_of_use = true;
  if (verdict.rests == Scope::kAccount) {
    // The last account is never taken away for a server fault: a bad answer is worth more than none.
    if (verdict.fault == Fault::kUpstream && !verdict.rate_limited && accounts_.size() == 1) return;
    use.rate_limited = verdict.rate_limited;
    use.rest.fail(verdict, now);
  }
  if (verdict.rests == Scope::kModel && accounts_.size() > 1) {
    if (use.model_rests.size() >= kModelRestsMax) {
      std::erase_if(use.model_rests, [now](const auto& entry) { return entry.second.over(now); });
    }
    if (use.model_rests.size() < kModelRestsMax) use.model_rests[std::string(model)].fail(verdict, now);
  }
}

}  // namespace aipool::pool
