// SPDX-License-Identifier: MIT
#include "core/gateway/fallback_plan.h"

#include <algorithm>

#include "core/gateway/models.h"

namespace aipool::gateway {
namespace {

// One that refers to what only its own upstream knows, or whose thoughts only one account can read, stays where it
// is.
bool may_leave_its_pool(const Transaction& t) {
  const bool continues_elsewhere = t.request.previous_id.len != 0 && t.past.empty();
  return !t.has_keeper && t.ruled_out.empty() && !t.stays_with_maker && t.unknown_item.empty() && !continues_elsewhere;
}

bool is_among(std::span<const std::size_t> accounts, std::size_t index) {
  return std::find(accounts.begin(), accounts.end(), index) != accounts.end();
}

// Whether the account serves a model that it was not configured for by name: its upstream's list decides.
bool knows(const pool::Account& account, std::string_view model, const Models& listed) {
  if (!account.settings.models.admits(model)) return false;
  if (account.settings.models.names_models() || !listed || listed->empty()) return true;
  return std::any_of(listed->begin(), listed->end(), [model](const Model& each) { return each.id == model; });
}

}  // namespace

// Vectors of two models do not go together, and what is asked about a model is asked about that one.
bool may_be_renamed(aip_enum operation) { return operation == AIP_OP_GENERATE || operation == AIP_OP_COUNT_TOKENS; }

const config::FallbackTarget* model_fallback(const Snapshot& snapshot, std::string_view model) {
  for (const config::ModelFallback& fallback : snapshot.config().model_fallbacks) {
    if (fallback.model == model) return &fallback.target;
  }
  return nullptr;
}

FallbackPlan::FallbackPlan(Transaction& transaction, const PoolEntry& home, std::string_view model)
    : t_(transaction), asked_(model), renames_(may_be_renamed(transaction.request.operation)), targets_(&transaction.call.memory()) {
  if (!may_leave_its_pool(t_)) return;
  follow_chain(home.provider->id(), model);
  const config::FallbackTarget* const other = model_fallback(*t_.snapshot, model);
  if (other == nullptr) return;
  add(*other, model);
  follow_chain(other->provider, other->model.empty() ? model : std::string_view(other->model));
}

void FallbackPlan::follow_chain(std::string_view provider, std::string_view model) {
  for (const config::FallbackChain& chain : t_.snapshot->config().fallback_chains) {
    if (chain.provider != provider) continue;
    for (const config::FallbackTarget& target : chain.targets) add(target, model);
  }
}

void FallbackPlan::add(const config::FallbackTarget& target, std::string_view model) {
  const bool own_model = !target.model.empty();
  targets_.push_back({t_.snapshot->pool(target.provider), target.provider,
                      own_model ? std::string_view(target.model) : model, own_model});
}

bool FallbackPlan::needs_list(const Target& target) const {
  return target.pool != nullptr && !target.own_model && target.pool->pool->leaves_choice_to_upstream() &&
         target.pool->models->fresh(t_.loop.loop.now()) == nullptr;
}

bool FallbackPlan::lacks_lists() const {
  return std::any_of(targets_.begin(), targets_.end(), [this](const Target& target) { return needs_list(target); });
}

http::Task<void> FallbackPlan::ask_for_lists() {
  for (const Target& target : targets_) {
    if (!needs_list(target)) continue;
    const PoolEntry& pool = *target.pool;
    const Models models = co_await models_of(t_, pool);  // which remembers them
  }
}

void FallbackPlan::add_offers(std::pmr::vector<Offer>& offers) {
  for (const Target& target : targets_) add_offers_of(target, offers);
}

void FallbackPlan::add_offers_of(const Target& target, std::pmr::vector<Offer>& offers) {
  if (target.pool == nullptr) return skip(target, "no account of the pool is in use");
  if (!renames_ && target.model != asked_) {
    return skip(target, "the operation is about the model that was asked for");
  }
  const Models listed = target.own_model ? nullptr : target.pool->models->fresh(t_.loop.loop.now());
  std::pmr::vector<std::size_t> ignorant(&t_.call.memory());
  for (const auto& account : target.pool->pool->accounts()) {
    if (!knows(*account, target.model, listed)) ignorant.push_back(account->settings.index);
  }
  const bool asked = add_asked_model(target, ignorant, offers);
  const bool defaults = !target.own_model && renames_ && add_default_models(target, ignorant, offers);
  if (!asked && !defaults) skip(target, "it does not serve the model and has no default_model");
}

bool FallbackPlan::add_asked_model(const Target& target, std::span<const std::size_t> ignorant,
                                   std::pmr::vector<Offer>& offers) {
  if (ignorant.size() == target.pool->bindings.size()) return false;
  std::pmr::vector<std::size_t> ruled_out(ignorant.begin(), ignorant.end(), &t_.call.memory());
  offers.push_back({target.pool, target.model, std::move(ruled_out)});
  return true;
}

// One offer for each model that is somebody's default, in the order of the accounts.
bool FallbackPlan::add_default_models(const Target& target, std::span<const std::size_t> ignorant,
                                      std::pmr::vector<Offer>& offers) {
  const std::size_t before = offers.size();
  const auto accounts = target.pool->pool->accounts();
  for (const auto& account : accounts) {
    const std::string& model = account->settings.default_model;
    if (model.empty() || !is_among(ignorant, account->settings.index)) continue;
    const auto known = std::find_if(offers.begin() + static_cast<std::ptrdiff_t>(before), offers.end(),
                                    [&](const Offer& offer) { return offer.model == model; });
    if (known != offers.end()) continue;
    std::pmr::vector<std::size_t> ruled_out(&t_.call.memory());
    for (const auto& other : accounts) {
      const bool offers_it = other->settings.default_model == model && is_among(ignorant, other->settings.index);
      if (!offers_it) ruled_out.push_back(other->settings.index);
    }
    offers.push_back({target.pool, model, std::move(ruled_out)});
  }
  return offers.size() != before;
}

void FallbackPlan::skip(const Target& target, std::string_view why) {
  t_.history.skipped.push_back({target.provider, target.model, why, std::nullopt});
  t_.loop.logger.log(LogLevel::kInfo, "a fallback is skipped",
                     {{"id", t_.call.id()}, {"pool", target.provider}, {"model", target.model}, {"why", why}});
}

}  // namespace aipool::gateway
