// SPDX-License-Identifier: MIT
#include "core/gateway/candidates.h"

#include <algorithm>

#include "core/gateway/lease_account.h"

namespace aipool::gateway {
namespace {

std::string_view reason_of(const Error& error) {
  if (error.code == ErrorCode::kNotFound) return "no account serves the model";
  const bool limited = error.code == ErrorCode::kRateLimited;
  return limited ? "all accounts rest after rate limits or are at their limits" : "all accounts rest or are out of use";
}

// Of two pools that have nothing to offer: the sooner one counts, and not serving the model counts least.
void merge(const Error& other, Error& error) {
  if (other.code == ErrorCode::kNotFound) return;
  if (error.code == ErrorCode::kNotFound) {
    error = other;
    return;
  }
  if (other.code != ErrorCode::kRateLimited) error.code = other.code;
  if (other.retry_after && (!error.retry_after || *other.retry_after < *error.retry_after)) {
    error.retry_after = other.retry_after;
  }
}

}  // namespace

Candidates::Candidates(Transaction& transaction)
    : t_(transaction), offers_(&transaction.call.memory()), tried_(&transaction.call.memory()) {
  std::pmr::vector<std::size_t> ruled_out(t_.ruled_out.begin(), t_.ruled_out.end(), &t_.call.memory());
  offers_.push_back({t_.pool, t_.model(), std::move(ruled_out)});
}

// Most requests need none.
FallbackPlan& Candidates::fallbacks() {
  if (!plan_) plan_ = FallbackPlan(t_, *offers_.front().pool, offers_.front().model);
  return *plan_;
}

bool Candidates::plan_takes_time() { return !planned_ && fallbacks().lacks_lists(); }

bool Candidates::lease(std::optional<Candidate>& next) {
  const auto now = t_.loop.loop.now();
  for (Offer& offer : offers_) {
    const std::size_t ruled_out = offer.ruled_out.size();
    for (const Tried& tried : tried_) {
      if (tried.pool == offer.pool && tried.model == offer.model) offer.ruled_out.push_back(tried.account);
    }
    auto lease = offer.pool->pool->acquire(pool::Wish{offer.model, offer.ruled_out, t_.conversation}, now);
    const bool asked_before = offer.ruled_out.size() != ruled_out;
    offer.ruled_out.resize(ruled_out);
    if (lease) {
      tried_.push_back({offer.pool, offer.model, lease->account().index});
      next.emplace(Candidate{offer.pool, offer.model, std::move(*lease)});
      return true;
    }
    if (!asked_before) note(offer, lease.error());
  }
  return false;
}

// Fallbacks have been asked by now: who is sent to another pool because the first is busy has not waited in vain.
http::Task<void> Candidates::wait(std::optional<Candidate>& next) {
  if (home_lacks_model_) co_return;
  const Offer& home = offers_.front();
  const pool::Wish wish{home.model, home.ruled_out, t_.conversation};
  auto lease = co_await lease_account(t_, *home.pool->pool, wish);
  if (!lease) {
    merge(lease.error(), *shortage_);
    if (lease.error().code == ErrorCode::kCancelled) shortage_ = lease.error();
    co_return;
  }
  tried_.push_back({home.pool, home.model, lease->account().index});
  next.emplace(Candidate{home.pool, home.model, std::move(*lease)});
}

void Candidates::plan_at_once() {
  if (planned_) return;
  planned_ = true;
  fallbacks().add_offers(offers_);
}

http::Task<void> Candidates::plan() {
  if (plan_takes_time()) co_await fallbacks().ask_for_lists();
  plan_at_once();
}

// Each pool is noted once, at its first refusal.
void Candidates::note(const Offer& offer, const Error& error) {
  if (&offer == &offers_.front()) home_lacks_model_ = error.code == ErrorCode::kNotFound;
  if (shortage_) {
    merge(error, *shortage_);
  } else {
    shortage_ = error;
  }
  const std::string_view provider = offer.pool->provider->id();
  const bool known = std::any_of(t_.history.skipped.begin(), t_.history.skipped.end(), [&](const SkippedPool& skipped) {
    return skipped.provider == provider && skipped.model == offer.model;
  });
  if (!known) t_.history.skipped.push_back({provider, offer.model, reason_of(error), error.retry_after});
}

}  // namespace aipool::gateway
