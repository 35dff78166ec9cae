// SPDX-License-Identifier: MIT
#include "core/gateway/stored_responses.h"

#include <algorithm>
#include <memory>
#include <memory_resource>
#include <string>
#include <vector>

#include "aipool/convert/calls.hpp"
#include "aipool/json/document.hpp"
#include "aipool/sdk/events.hpp"
#include "aipool/sdk/operations.hpp"
#include "aipool/sdk/ranges.hpp"
#include "core/gateway/answer_turn.h"
#include "core/gateway/local_answer.h"
#include "core/gateway/response_headers.h"
#include "core/gateway/stored_items.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kIdMax = 128;  // of what an error repeats
constexpr std::size_t kPastTurnsMax = 1024;

// No more than kIdMax bytes of it, and no character in halves.
std::string shown(std::string_view id) {
  std::size_t size = std::min(id.size(), kIdMax);
  while (size != 0 && size < id.size() && (static_cast<unsigned char>(id[size]) & 0xC0u) == 0x80u) --size;
  return std::string(id.substr(0, size));
}

plugin::OwnedError response_not_found(std::string_view id) {
  return plugin::OwnedError::from(client_error(
      ErrorCode::kNotFound, "Response with id '" + shown(id) + "' not found."));
}

plugin::OwnedError previous_not_found(std::string_view id) {
  auto error = plugin::OwnedError::from(client_error(
      ErrorCode::kInvalidRequest, "Previous response with id '" + shown(id) + "' not found."));
  error.param = "previous_response_id";
  error.reason = "previous_response_not_found";
  return error;
}

plugin::OwnedError item_not_found(std::string_view id) {
  auto error = plugin::OwnedError::from(
      client_error(ErrorCode::kNotFound, "Item with id '" + shown(id) + "' not found."));
  error.param = "input";
  return error;
}

bool is_instructions(const aip_message& message) { return (message.flags & AIP_MESSAGE_FLAG_INSTRUCTIONS) != 0; }

// The model without the name of its provider before it.
std::string_view model_of(const Transaction& t, std::string_view provider) {
  const std::string_view model = plugin::text(t.request.client_model);
  const bool named = model.starts_with(provider) && model.substr(provider.size()).starts_with(':');
  return named ? model.substr(provider.size() + 1) : model;
}

// The upstream that keeps it is still there, or nobody is.
bool choose_keeper(Transaction& t, const StoredResponse& response) {
  t.pool = t.snapshot->pool(response.provider);
  if (t.pool == nullptr) return false;
  t.request.upstream_model = plugin::bytes(model_of(t, response.provider));
  for (const auto& account : t.pool->pool->accounts()) {
    if (account->settings.uuid == response.account) {
      t.has_keeper = true;
    } else {
      t.ruled_out.push_back(account->settings.index);
    }
  }
  return t.has_keeper;
}

void choose_nobody(Transaction& t) {
  t.pool = nullptr;
  t.ruled_out.clear();
}

// Whether the account's upstream gets the client's own words, so that it may know ids of responses and items.
bool speaks_as_client(const Transaction& t, const Binding& binding) {
  const bool same = binding.protocol != nullptr && binding.protocol->number() == t.protocol->number();
  return same && !t.pool->provider->has_unwrap();
}

const Binding* binding_of(const Transaction& t) {
  for (const auto& account : t.pool->pool->accounts()) {
    if (account->settings.uuid == t.account) return &t.pool->bindings[account->settings.index];
  }
  return nullptr;
}

// What was never here an upstream may know; whoever else is asked would not, so that chance must not decide.
Refusal leave_to_upstreams(Transaction& t) {
  const std::string_view previous = plugin::text(t.request.previous_id);
  if ((previous.empty() && t.unknown_item.empty()) || t.has_keeper) return std::nullopt;
  for (const auto& account : t.pool->pool->accounts()) {
    const std::size_t index = account->settings.index;
    if (!speaks_as_client(t, t.pool->bindings[index])) t.ruled_out.push_back(index);
  }
  if (t.ruled_out.size() != t.pool->bindings.size()) return std::nullopt;
  return previous.empty() ? item_not_found(t.unknown_item) : previous_not_found(previous);
}

// The account that made the newest turn in the client's own protocol has sealed its thoughts: no other of its pool reads them.
void stay_with_maker(Transaction& t) {
  const StoredResponse& newest = *t.past.front();
  if (newest.provider.empty() || newest.provider != t.pool->provider->id()) return;
  const auto accounts = t.pool->pool->accounts();
  const auto maker = std::find_if(accounts.begin(), accounts.end(),
                                  [&](const auto& account) { return account->settings.uuid == newest.account; });
  if (maker == accounts.end() || !(*maker)->settings.models.admits(t.model())) return;
  t.stays_with_maker = true;
  for (const auto& account : accounts) {
    if (account != *maker) t.ruled_out.push_back(account->settings.index);
  }
}

// The newest first. False: a link is missing, or an upstream's.
bool follow(Transaction& t, ResponseStore::Shared newest) {
  while (newest) {
    if (newest->kept_upstream() || t.past.size() == kPastTurnsMax) return false;
    const std::string& previous = newest->previous_id;
    t.past.push_back(newest);
    if (previous.empty()) return true;
    newest = t.loop.responses.find(t.key, previous);
  }
  return false;
}

// The request's own messages: what it continues stands before them.
std::vector<aip_message> own_messages(const Transaction& t) {
  std::vector<aip_message> own;
  std::size_t past = t.past_messages;
  for (const aip_message& message : sdk::messages(t.request)) {
    if (is_instructions(message)) continue;
    if (past != 0) {
      --past;
    } else {
      own.push_back(message);
    }
  }
  return own;
}

// A result says which function it is of only where its call stands in the same request.
void name_results(plugin::Call& call, std::pmr::vector<aip_message>& messages) {
  convert::Calls calls;
  const auto is_nameless = [](const aip_part& part) {
    return part.kind == AIP_PART_TOOL_RESULT && part.name.len == 0;
  };
  for (aip_message& message : messages) {
    const auto parts = sdk::parts(message);
    bool nameless = false;
    for (const aip_part& part : parts) {
      if (part.kind == AIP_PART_TOOL_CALL) calls.add(part);
      nameless = nameless || is_nameless(part);
    }
    if (!nameless) continue;
    auto* const named = static_cast<aip_part*>(call.memory().allocate(parts.size() * sizeof(aip_part)));
    std::size_t count = 0;
    for (const aip_part& part : parts) {
      aip_part* const copy = new (named + count++) aip_part(part);
      if (is_nameless(part)) copy->name = calls.name_of(part.id);
    }
    sdk::set_parts(message, {named, count});
  }
}

}  // namespace

Refusal recall(Transaction& t) {
  const bool asks = sdk::asks_for_stored(t.request.operation);
  if (Refusal refused = resolve_items(t)) return refused;
  const std::string_view id = plugin::text(asks ? t.request.item_id : t.request.previous_id);
  if (id.empty()) return std::nullopt;
  auto found = t.loop.responses.find(t.key, id);
  if (found && found->kept_upstream()) {
    if (choose_keeper(t, *found)) return std::nullopt;
    choose_nobody(t);
    return asks ? response_not_found(id) : previous_not_found(id);
  }
  if (asks) {
    if (!found) return response_not_found(id);
    t.past.push_back(std::move(found));
    return std::nullopt;
  }
  if (!found) return std::nullopt;  // see leave_to_upstreams()
  if (!follow(t, std::move(found))) return previous_not_found(id);
  return std::nullopt;
}

Refusal answer_stored(Transaction& t) {
  const StoredResponse& response = *t.past.front();
  auto whole = sdk::events::make(AIP_EVENT_OPAQUE);  // its encoder makes a stream of it
  whole.origin = t.protocol->number();
  whole.json = plugin::bytes(response.body);
  switch (t.request.operation) {
    case AIP_OP_GET_RESPONSE: {
      if (t.streams()) return answer_locally(t, {&whole, 1});
      const ResponseHeaders headers(t, "application/json");
      t.client.respond(200, headers.view(), response.body);
      t.ending = Ending::kComplete;
      return std::nullopt;
    }
    case AIP_OP_DELETE_RESPONSE:
      forget(t);
      t.past.clear();  // whoever hears of it finds no item of it any more
      return answer_locally(t, {});
    case AIP_OP_LIST_INPUT_ITEMS:
      sdk::set_messages(t.request, response.input);
      t.request.flags |= AIP_REQUEST_DECODED;
      return answer_locally(t, {});
    default:
      return plugin::OwnedError::from(client_error(
          ErrorCode::kInvalidRequest, "Only a response that runs in the background can be cancelled; this one is complete."));
  }
}

// Instructions come first and are not inherited.
Refusal join_past(Transaction& t) {
  if (t.past.empty()) return leave_to_upstreams(t);
  if (!t.unknown_item.empty()) return item_not_found(t.unknown_item);
  stay_with_maker(t);
  if (!t.protocol->decode_request(t.call, t.request)) return t.call.failure();
  std::pmr::vector<aip_message> whole(&t.call.memory());
  for (const aip_message& message : sdk::messages(t.request)) {
    if (is_instructions(message)) whole.push_back(message);
  }
  for (auto turn = t.past.rbegin(); turn != t.past.rend(); ++turn) {
    whole.insert(whole.end(), (*turn)->input.begin(), (*turn)->input.end());
    whole.push_back((*turn)->turn);
    t.past_messages += (*turn)->input.size() + 1;
  }
  for (const aip_message& message : sdk::messages(t.request)) {
    if (!is_instructions(message)) whole.push_back(message);
  }
  name_results(t.call, whole);
  auto* const kept = static_cast<aip_message*>(t.call.memory().allocate(whole.size() * sizeof(aip_message)));
  std::uninitialized_copy(whole.begin(), whole.end(), kept);
  sdk::set_messages(t.request, {kept, whole.size()});
  return std::nullopt;
}

Result<void> decode_whole(Transaction& t) {
  const std::string_view previous = plugin::text(t.request.previous_id);
  const bool continues = !previous.empty() && t.past.empty();
  if (!continues && t.unknown_item.empty()) return t.protocol->decode_request(t.call, t.request);
  t.call.set_failure(continues ? previous_not_found(previous) : item_not_found(t.unknown_item));
  return client_error(t.call.failure().code, t.call.failure().message);
}

bool is_stored(const Transaction& t) {
  if (t.request.operation != AIP_OP_GENERATE || (t.request.flags & AIP_REQUEST_STORE) == 0) return false;
  const auto routes = t.protocol->routes();
  return std::any_of(routes.begin(), routes.end(),
                     [](const plugin::Route& route) { return route.operation == AIP_OP_GET_RESPONSE; });
}

bool is_stored_upstream(const Transaction& t) {
  return (t.request.flags & AIP_REQUEST_PASS) != 0 && is_stored(t);
}

void store_answer(Transaction& t, const sdk::Fold& answer, std::string_view body) {
  json::Document document;
  if (document.parse(body) != json::Error::kNone) return;
  const std::string id = document.root().find("id").string();
  if (id.empty()) return;
  auto response = std::make_shared<StoredResponse>();
  response->items = items_in(document.root());
  const Binding* const made_by = binding_of(t);
  if (made_by != nullptr && speaks_as_client(t, *made_by)) {
    response->provider = t.pool->provider->id();
    response->account = t.account;
  }
  response->previous_id = plugin::text(t.request.previous_id);
  response->body = body;
  for (const aip_message& message : own_messages(t)) response->input.push_back(response->memory.keep(message));
  const AnswerTurn turn(answer);
  response->turn = response->memory.keep(turn.message());
  t.loop.responses.put(t.key, id, std::move(response));
}

void store_whose(Transaction& t) {
  if (t.answer_id.empty()) return;
  auto response = std::make_shared<StoredResponse>();
  response->provider = t.pool->provider->id();
  response->account = t.account;
  t.loop.responses.put(t.key, t.answer_id, std::move(response));
}

void forget(Transaction& t) { t.loop.responses.erase(t.key, plugin::text(t.request.item_id)); }

}  // namespace aipool::gateway
