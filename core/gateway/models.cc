// SPDX-License-Identifier: MIT
#include "core/gateway/models.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/gateway/aliases.h"
#include "core/gateway/attempt_binding.h"
#include "core/gateway/attempt_clock.h"
#include "core/gateway/exchange.h"
#include "core/gateway/local_answer.h"

namespace aipool::gateway {
namespace {

class ModelSink final : public AnswerSink {
 public:
  void event(const aip_event& event) override {
    if (event.kind != AIP_EVENT_MODEL) return;
    Model model;
    model.id = plugin::text(event.id);
    model.name = plugin::text(event.name);
    model.owner = plugin::text(event.text);
    model.created = event.created;
    model.json = plugin::text(event.json);
    model.origin = event.origin;
    models.push_back(std::move(model));
  }
  void source(std::string_view) override {}
  bool committed() const override { return false; }

  std::vector<Model> models;
};

using Listed = std::optional<std::vector<Model>>;

// What the account's upstream lists, which is nothing where it has no lists; none where it could not be asked.
http::Task<Listed> ask_account(Transaction& t, const PoolEntry& pool, const Binding& binding,
                                           aip_enum operation) {
  ModelSink sink;
  Listed listed;
  if (pool.provider->support(*binding.account, operation) == plugin::Support::kNone) {
    listed.emplace();
    co_return listed;
  }

  // A transaction of its own: the list is the pool's business, not part of the client's request.
  Transaction asking(t.loop, t.client, t.snapshot, std::string(t.call.id()));
  asking.protocol = t.protocol;
  asking.pool = &pool;
  asking.request.operation = operation;
  asking.request.flags = AIP_REQUEST_DECODED;
  const auto patience = t.snapshot->config().timeouts.first_content;
  AttemptClock clock(t.loop.loop, t.client.cancellation(), patience);
  AttemptBinding bound(asking, binding);
  Rare<AttemptFault> fault;
  const bool has_credential = co_await bound.take(clock, fault);
  if (!has_credential) co_return listed;
  auto exchange = open_exchange(asking, *bound, clock.cancellation(), patience);
  const bool started = co_await exchange->start();
  Exchange::Progress progress = started ? Exchange::Progress::kMore : Exchange::Progress::kFailed;
  while (progress == Exchange::Progress::kMore) progress = co_await exchange->next(sink);
  if (progress == Exchange::Progress::kEnd) listed = std::move(sink.models);
  co_return listed;
}

// Asks each account whose list is due, but begins no question after the time that an answer has for its first content:
// the next request goes on. Whether all were asked.
http::Task<bool> refresh(Transaction& t, const PoolEntry& pool) {
  const auto until = t.loop.loop.now() + t.snapshot->config().timeouts.first_content;
  const auto accounts = pool.pool->accounts();
  for (const auto& account : accounts) {
    const std::size_t index = account->settings.index;
    const auto now = t.loop.loop.now();
    if (!account->settings.models.open_ended() || !pool.models->due(index, now)) continue;
    if (now >= until) co_return false;
    Listed listed;
    if (const auto lease = pool.pool->acquire_for_query(now, index)) {
      Listed said = co_await ask_account(t, pool, pool.bindings[index], AIP_OP_LIST_MODELS);
      listed = std::move(said);
    }
    if (t.client.cancellation().cancelled()) co_return false;  // it says nothing about the account
    pool.models->keep(index, std::move(listed), now);
  }
  co_return true;
}

// Each account is a server of its own, which runs models of its own.
http::Task<void> add_running(Transaction& t, const PoolEntry& pool, std::vector<Model>& models) {
  const auto accounts = pool.pool->accounts();
  for (const auto& account : accounts) {
    const std::size_t index = account->settings.index;
    const auto lease = pool.pool->acquire_for_query(t.loop.loop.now(), index);
    if (!lease) continue;  // it rests, or is at its limit
    Listed running = co_await ask_account(t, pool, pool.bindings[index], AIP_OP_LIST_RUNNING);
    if (!running) continue;
    for (Model& model : *running) {
      if (account->settings.models.admits(model.id)) models.push_back(std::move(model));
    }
  }
}

// The literal names first, then what each account's upstream lists and the account admits; each once, with what the
// first upstream that lists it says of it.
std::vector<Model> merged(const PoolEntry& pool) {
  std::vector<Model> models;
  std::map<std::string, std::size_t, std::less<>> places;
  const auto accounts = pool.pool->accounts();
  for (const auto& account : accounts) {
    for (std::string& name : account->settings.models.literals()) {
      if (!places.emplace(name, models.size()).second) continue;
      models.emplace_back();
      models.back().id = std::move(name);
    }
  }
  for (const auto& account : accounts) {
    const Models listed = pool.models->of(account->settings.index);
    if (!listed) continue;
    for (const Model& model : *listed) {
      if (!account->settings.models.admits(model.id)) continue;
      const auto [at, is_new] = places.emplace(model.id, models.size());
      if (is_new) {
        models.push_back(model);
      } else if (Model& known = models[at->second]; known.origin == 0) {
        known = model;
      }
    }
  }
  return models;
}

}  // namespace

aip_event model_event(const Model& model) {
  auto event = plugin::sized<aip_event>();
  event.kind = AIP_EVENT_MODEL;
  event.choice = AIP_NO_CHOICE;
  event.id = plugin::bytes(model.id);
  event.name = plugin::bytes(model.name);
  event.text = plugin::bytes(model.owner);
  event.created = model.created;
  event.origin = model.origin;
  if (!model.json.empty()) event.json = plugin::bytes(model.json);
  return event;
}

http::Task<Models> models_of(Transaction& t, const PoolEntry& pool) {
  const auto now = t.loop.loop.now();
  if (Models known = pool.models->fresh(now)) co_return known;
  bool complete = true;
  if (pool.pool->needs_upstream_list()) {
    const bool all_asked = co_await refresh(t, pool);
    complete = all_asked;
  }
  std::vector<Model> models = merged(pool);
  if (!complete) co_return std::make_shared<const std::vector<Model>>(std::move(models));
  co_return pool.models->store(std::move(models), now);
}

bool may_serve(const PoolEntry& pool, std::string_view model) {
  const auto accounts = pool.pool->accounts();
  return std::any_of(accounts.begin(), accounts.end(), [&](const auto& account) {
    const pool::ModelRules& rules = account->settings.models;
    if (rules.names_models() || !rules.admits(model)) return false;
    const Models listed = pool.models->of(account->settings.index);
    return !listed || listed->empty();
  });
}

http::Task<Refusal> answer_running(Transaction& t) {
  std::vector<Model> models;
  const std::vector<PoolEntry>& pools = t.snapshot->pools();
  for (const PoolEntry& pool : pools) {
    if (!t.pool_in_path.empty() && pool.provider->id() != t.pool_in_path) continue;
    co_await add_running(t, pool, models);
  }
  std::vector<aip_event> events;
  for (const Model& model : models) events.push_back(model_event(model));
  co_return answer_locally(t, events);
}

http::Task<Refusal> answer_models(Transaction& t) {
  std::vector<PoolModels> served;
  const std::vector<PoolEntry>& pools = t.snapshot->pools();
  for (const PoolEntry& pool : pools) {
    if (!t.pool_in_path.empty() && pool.provider->id() != t.pool_in_path) continue;
    Models of_pool = co_await models_of(t, pool);
    served.push_back({&pool, std::move(of_pool)});
  }
  std::vector<Model> models = aliases_of(*t.snapshot, served);
  std::set<std::string, std::less<>> seen;
  for (const Model& alias : models) seen.insert(alias.id);
  for (const PoolModels& of : served) {
    for (const Model& model : *of.models) {
      if (seen.insert(model.id).second) models.push_back(model);
    }
  }
  if (t.request.operation == AIP_OP_GET_MODEL) {
    const std::string_view wanted = plugin::text(t.request.item_id);
    std::erase_if(models, [wanted](const Model& model) { return model.id != wanted; });
    if (models.empty()) co_return model_not_found(wanted);
  }
  std::vector<aip_event> events;
  for (const Model& model : models) events.push_back(model_event(model));
  co_return answer_locally(t, events);
}

}  // namespace aipool::gateway
