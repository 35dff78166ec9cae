// SPDX-License-Identifier: MIT
#include "core/gateway/choose_pool.h"

#include <algorithm>

#include "core/gateway/aliases.h"
#include "core/gateway/fallback_plan.h"
#include "core/gateway/models.h"

namespace aipool::gateway {
namespace {

// The provider that the client names, if it does.
std::string_view named_provider(const Transaction& t) {
  if (!t.pool_in_path.empty()) return t.pool_in_path;
  const http::Headers& headers = t.client.head().headers;
  if (const auto name = headers.find("x-aipool-provider")) return *name;
  return headers.find("model-provider").value_or(std::string_view{});
}

plugin::OwnedError unknown_provider(std::string_view name) {
  constexpr std::size_t kNameMax = 64;  // it comes from the client
  return plugin::OwnedError::from(client_error(
      ErrorCode::kNotFound, "No pool of the provider `" + std::string(name.substr(0, kNameMax)) + "` is configured."));
}

// Some account leaves the choice to its upstream, and one of those lists the model or lists nothing.
http::Task<bool> lists(Transaction& t, const PoolEntry& pool, std::string_view model) {
  if (!pool.pool->leaves_choice_to_upstream()) co_return false;
  const Models models = co_await models_of(t, pool);
  co_return may_serve(pool, model) ||
      std::any_of(models->begin(), models->end(), [model](const Model& each) { return each.id == model; });
}

// The model that the client means by `name`, which may be an alias; `provider` as in alias_of().
void mean(Transaction& t, std::string_view name, std::string_view provider) {
  const config::ModelAlias* const alias = alias_of(*t.snapshot, name, provider);
  t.request.upstream_model = plugin::bytes(alias != nullptr ? std::string_view(alias->target.model) : name);
}

// What the client names decides, even where it is unknown. False: it names nothing.
bool choose_named(Transaction& t, Refusal& refused) {
  const Snapshot& snapshot = *t.snapshot;
  const std::string_view model = plugin::text(t.request.client_model);
  if (const std::string_view name = named_provider(t); !name.empty()) {
    t.pool = snapshot.pool(name);
    if (!t.pool) refused = unknown_provider(name);
    mean(t, model, name);
    return true;
  }
  if (const config::ModelAlias* const alias = alias_of(snapshot, model)) {
    t.request.upstream_model = plugin::bytes(alias->target.model);
    if (!alias->target.provider.empty()) t.pool = snapshot.pool(alias->target.provider);
    return t.pool != nullptr;
  }
  const std::size_t colon = model.find(':');
  if (colon == std::string_view::npos || colon + 1 == model.size()) return false;
  const std::string_view provider = model.substr(0, colon);
  t.pool = snapshot.pool(provider);
  if (t.pool) mean(t, model.substr(colon + 1), provider);
  return t.pool != nullptr;
}

Refusal choose_default(Transaction& t) {
  t.pool = t.snapshot->pool(t.snapshot->config().default_provider);
  if (t.pool) return std::nullopt;
  // A model that nobody serves may still have a fallback.
  const config::FallbackTarget* const fallback = model_fallback(*t.snapshot, t.model());
  const bool renames = fallback != nullptr && !fallback->model.empty() && fallback->model != t.model();
  const bool helps = fallback != nullptr && (!renames || may_be_renamed(t.request.operation));
  if (helps) t.pool = t.snapshot->pool(fallback->provider);
  if (!t.pool) return model_not_found(t.model());
  if (renames) t.request.upstream_model = plugin::bytes(fallback->model);
  return std::nullopt;
}

http::Task<Refusal> choose_first(Transaction& t) {
  const std::vector<PoolEntry>& pools = t.snapshot->pools();
  const std::string_view model = t.model();
  for (const PoolEntry& pool : pools) {
    bool serves = pool.pool->names_model(model);
    if (!serves) serves = co_await lists(t, pool, model);
    if (serves) {
      t.pool = &pool;
      co_return std::nullopt;
    }
  }
  co_return choose_default(t);
}

}  // namespace

plugin::OwnedError model_not_found(std::string_view model) {
  auto error = plugin::OwnedError::from(client_error(
      ErrorCode::kNotFound, "The model `" + std::string(model) + "` does not exist or is not served here."));
  error.param = "model";
  error.reason = "model_not_found";
  return error;
}

http::Task<Refusal> choose_pool(Transaction& t) {
  t.request.upstream_model = t.request.client_model;
  Refusal refused;
  if (choose_named(t, refused)) return http::Task<Refusal>::ready(std::move(refused));
  const std::vector<PoolEntry>& pools = t.snapshot->pools();
  // A pool without rivals needs no list: its upstream says itself what it does not know.
  const auto serves = [&](const PoolEntry& pool) {
    return pool.pool->names_model(t.model()) || (pools.size() == 1 && pool.pool->leaves_choice_to_upstream());
  };
  if (!pools.empty() && serves(pools.front())) {
    t.pool = &pools.front();
    return http::Task<Refusal>::ready(std::nullopt);
  }
  return choose_first(t);
}

}  // namespace aipool::gateway
