// SPDX-License-Identifier: MIT
#include "core/gateway/models.h"

#include <algorithm>
#include <set>

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

// What the account's upstream lists; nothing where it cannot be asked.
http::Task<std::vector<Model>> ask_account(Transaction& t, const PoolEntry& pool, const Binding& binding,
                                           aip_enum operation) {
  ModelSink sink;
  if (pool.provider->support(*binding.account, operation) == plugin::Support::kNone) co_return sink.models;

  // A transaction of its own: the list is the pool's business, not part of the client's request.
  Transaction asking(t.loop, t.client, t.snapshot, std::string(t.call.id()));
  asking.protocol = t.protocol;
  asking.pool = &pool;
  asking.request.operation = operation;
  asking.request.flags = AIP_REQUEST_DECODED;
  const auto patience = t.snapshot->config().timeouts.first_content;
  AttemptClock clock(t.loop.loop, t.client.cancellation(), patience);
  AttemptBinding bound(asking, binding);
  std::optional<AttemptFault> fault;
  const bool has_credential = co_await bound.take(clock, fault);
  if (!has_credential) co_return sink.models;
  auto exchange = open_exchange(asking, *bound, clock.cancellation(), patience);
  const bool started = co_await exchange->start();
  Exchange::Progress progress = started ? Exchange::Progress::kMore : Exchange::Progress::kFailed;
  while (progress == Exchange::Progress::kMore) progress = co_await exchange->next(sink);
  if (progress != Exchange::Progress::kEnd) sink.models.clear();
  co_return sink.models;
}

// Asks one account of the pool.
http::Task<std::vector<Model>> ask_upstream(Transaction& t, const PoolEntry& pool) {
  const std::vector<Model> nothing;
  auto lease = pool.pool->acquire_for_query(t.loop.loop.now());
  if (!lease) co_return nothing;
  co_return co_await ask_account(t, pool, pool.bindings[lease->account().index], AIP_OP_LIST_MODELS);
}

// Each account is a server of its own, which runs models of its own.
http::Task<void> add_running(Transaction& t, const PoolEntry& pool, std::vector<Model>& models) {
  const auto accounts = pool.pool->accounts();
  for (const auto& account : accounts) {
    const std::size_t index = account->settings.index;
    const auto lease = pool.pool->acquire_for_query(t.loop.loop.now(), index);
    if (!lease) continue;  // it rests, or is at its limit
    std::vector<Model> running = co_await ask_account(t, pool, pool.bindings[index], AIP_OP_LIST_RUNNING);
    for (Model& model : running) {
      if (account->settings.models.admits(model.id)) models.push_back(std::move(model));
    }
  }
}

// The literal names first, then what the upstream lists and some account admits.
std::vector<Model> admitted(const pool::Pool& pool, std::vector<Model> listed) {
  std::vector<Model> models;
  std::set<std::string, std::less<>> seen;
  for (const auto& account : pool.accounts()) {
    for (std::string& name : account->settings.models.literals()) {
      if (!seen.insert(name).second) continue;
      Model model;
      model.id = std::move(name);
      models.push_back(std::move(model));
    }
  }
  for (Model& model : listed) {
    const bool served = std::any_of(pool.accounts().begin(), pool.accounts().end(), [&](const auto& account) {
      return account->settings.models.admits(model.id);
    });
    if (served && seen.insert(model.id).second) models.push_back(std::move(model));
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
  std::vector<Model> listed;
  if (pool.pool->needs_upstream_list()) listed = co_await ask_upstream(t, pool);
  co_return pool.models->store(admitted(*pool.pool, std::move(listed)), now);
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
  std::vector<Model> models;
  std::set<std::string, std::less<>> seen;
  const std::vector<PoolEntry>& pools = t.snapshot->pools();
  for (const PoolEntry& pool : pools) {
    if (!t.pool_in_path.empty() && pool.provider->id() != t.pool_in_path) continue;
    const Models of_pool = co_await models_of(t, pool);
    for (const Model& model : *of_pool) {
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
