// SPDX-License-Identifier: MIT
#include "core/gateway/choose_pool.h"

#include <algorithm>

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

// A pool whose accounts name the model, or leave the choice to an upstream that lists it (or lists nothing).
http::Task<bool> serves(Transaction& t, const PoolEntry& pool, std::string_view model) {
  if (pool.pool->names_model(model)) co_return true;
  if (!pool.pool->leaves_choice_to_upstream()) co_return false;
  // A pool without rivals needs no list: its upstream says itself what it does not know.
  if (t.snapshot->pools().size() == 1) co_return true;
  const Models models = co_await models_of(t, pool);
  co_return models->empty() ||
      std::any_of(models->begin(), models->end(), [model](const Model& each) { return each.id == model; });
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
  const Snapshot& snapshot = *t.snapshot;
  const std::string_view model = plugin::text(t.request.client_model);
  t.request.upstream_model = t.request.client_model;

  if (const std::string_view name = named_provider(t); !name.empty()) {
    t.pool = snapshot.pool(name);
    if (!t.pool) co_return unknown_provider(name);
    co_return std::nullopt;
  }
  if (const std::size_t colon = model.find(':'); colon != std::string_view::npos) {
    if (const PoolEntry* named = snapshot.pool(model.substr(0, colon)); named && colon + 1 < model.size()) {
      t.pool = named;
      t.request.upstream_model = plugin::bytes(model.substr(colon + 1));
      co_return std::nullopt;
    }
  }
  const std::vector<PoolEntry>& pools = snapshot.pools();
  for (const PoolEntry& pool : pools) {
    const bool match = co_await serves(t, pool, model);
    if (match) {
      t.pool = &pool;
      co_return std::nullopt;
    }
  }
  t.pool = snapshot.pool(snapshot.config().default_provider);
  if (!t.pool) co_return model_not_found(model);
  co_return std::nullopt;
}

}  // namespace aipool::gateway
