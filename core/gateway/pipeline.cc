// SPDX-License-Identifier: MIT
#include "core/gateway/pipeline.h"

#include <chrono>
#include <exception>

#include "aipool/sdk/operations.hpp"
#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/gateway/attempts.h"
#include "core/gateway/choose_pool.h"
#include "core/gateway/error_answer.h"
#include "core/gateway/explain.h"
#include "core/gateway/health.h"
#include "core/gateway/local_answer.h"
#include "core/gateway/models.h"
#include "core/gateway/request_envelope.h"
#include "core/gateway/response_headers.h"
#include "core/gateway/stored_responses.h"

namespace aipool::gateway {
namespace {

plugin::OwnedError refusal(ErrorCode code, int status, std::string text) {
  auto error = plugin::OwnedError::from(client_error(code, std::move(text)));
  error.http_status = status;
  return error;
}

// 1. What needs no protocol and no key: browsers that may not come in, preflights, the health of the server.
bool answer_at_the_door(Transaction& t) {
  const http::RequestHead& head = t.client.head();
  const Cors::Verdict verdict = t.snapshot->cors().judge(head);
  t.of_a_page = verdict != Cors::Verdict::kNoBrowser;
  if (verdict == Cors::Verdict::kPreflight) {
    ResponseHeaders headers(t, {});
    std::pmr::vector<http::Header> preflight(&t.call.memory());
    t.snapshot->cors().add_preflight_headers(head, preflight);
    headers.add(preflight);
    t.client.respond(204, headers.view(), {});
    return true;
  }
  if (verdict == Cors::Verdict::kRefused) {
    const http::Header type{"content-type", "application/json"};
    const std::string body = openai_error_body("This origin may not use the server.", "invalid_request_error", {});
    t.client.respond(403, {&type, 1}, body);
    return true;
  }
  return answer_health(t);
}

// 2. Which operation of which protocol the path means; /{provider}/… names a pool.
Refusal route(Transaction& t) {
  const http::RequestHead& head = t.client.head();
  std::string_view path = head.path;
  if (const std::size_t slash = path.find('/', 1); slash != std::string_view::npos) {
    const std::string_view first = path.substr(1, slash - 1);
    if (t.snapshot->pool(first)) {
      t.pool_in_path = first;
      path.remove_prefix(slash);
    }
  }
  const RouteMatch match = t.snapshot->routes().find(path, head);
  switch (match.outcome) {
    case RouteMatch::Outcome::kUnknown:
      return refusal(ErrorCode::kNotFound, 404, "There is no such route on this server.");
    case RouteMatch::Outcome::kWrongMethod:
      t.allow = match.allow;
      return refusal(ErrorCode::kInvalidRequest, 405, "This route does not know the method; allowed: " + match.allow + ".");
    case RouteMatch::Outcome::kFound: break;
  }
  t.protocol = &t.snapshot->registry().clients()[match.route->protocol];
  fill_envelope(t, path, match);
  return std::nullopt;
}

// 3. Whether the client may come in; after routing, so that the answer has the shape of its protocol.
Refusal admit(Transaction& t) {
  auto admitted = t.snapshot->auth().check(t.client.head());
  if (admitted) {
    t.key = *admitted;
    t.explains = wants_explanation(t);
    return std::nullopt;
  }
  return plugin::OwnedError::from(admitted.error());
}

// 4. The whole body, within the limits.
plugin::OwnedError unread_body(const Error& why) {
  auto error = plugin::OwnedError::from(why);
  if (error.code == ErrorCode::kUnsupported) error.http_status = 415;
  if (error.code == ErrorCode::kTimeout) error.http_status = 408;
  if (error.code == ErrorCode::kOverloaded) error.retry_after = std::chrono::seconds(1);  // there is no room for it now
  return error;
}

// 5. The protocol looks at the request and validates it.
Refusal inspect(Transaction& t) {
  if (t.protocol->inspect(t.call, t.request)) return std::nullopt;
  return t.call.failure();
}

// 6. What the gateway answers itself; all else is carried upstream.
bool is_answered_here(const Transaction& t) {
  switch (t.request.operation) {
    case AIP_OP_LIST_MODELS:
    case AIP_OP_GET_MODEL:
    case AIP_OP_LIST_RUNNING:
    case AIP_OP_VERSION:
    case AIP_OP_PING: return true;
    default: return sdk::asks_for_stored(t.request.operation) && !t.has_keeper;
  }
}

http::Task<Refusal> answer_here(Transaction& t) {
  if (sdk::asks_for_stored(t.request.operation)) return http::Task<Refusal>::ready(answer_stored(t));
  const bool models = t.request.operation == AIP_OP_LIST_MODELS || t.request.operation == AIP_OP_GET_MODEL;
  if (t.request.operation == AIP_OP_LIST_RUNNING) return answer_running(t);
  if (!models) return http::Task<Refusal>::ready(answer_locally(t, {}));
  return answer_models(t);
}

http::Task<Refusal> run(Transaction& t, OpenAnswer& open) {
  if (answer_at_the_door(t)) co_return std::nullopt;
  Refusal refused = route(t);
  if (!refused) refused = admit(t);
  if (refused) co_return refused;
  const auto body = co_await t.client.read_body();
  if (!body) co_return unread_body(body.error());
  t.request.source_body = plugin::bytes(*body);
  refused = inspect(t);
  if (!refused) refused = recall(t);
  if (refused) co_return refused;
  if (is_answered_here(t)) co_return co_await answer_here(t);
  if (!t.has_keeper) refused = co_await choose_pool(t);
  if (!refused) refused = join_past(t);
  if (refused) co_return refused;
  co_await run_attempts(t, open);
  co_return std::nullopt;
}

}  // namespace

http::Task<void> Pipeline::serve(http::ServerExchange& client) {
  const RequestId id = request_id(unix_milliseconds());
  Transaction t(loop_, client, snapshot_(), std::string_view(id.data(), id.size()));
  Refusal refused;
  try {
    OpenAnswer open;
    refused = co_await run(t, open);
    // What has decided until here is gone by now: a stream takes its time.
    if (open.attempt && open.attempt->goes_on()) co_await open.attempt->go_on(*open.answer);
    if (open.attempt) co_await close_answer(t, open);
  } catch (const std::exception&) {
    // The text stays out of the log: it may quote a prompt.
    loop_.logger.log(LogLevel::kError, "a request ended with an exception", {{"id", t.call.id()}});
    refused = plugin::OwnedError::from(make_error(ErrorCode::kInternal, ErrorSource::kInternal, "exception"));
  }
  if (refused) {
    t.ending = t.client.cancellation().cancelled() ? Ending::kCancelled : Ending::kError;
    t.fault = refused->message;
    const std::span<const plugin::Header> no_headers;
    co_await answer_error(t, *refused, no_headers);
  }
  if (t.pool != nullptr) loop_.losses.record(t.call, t.protocol->id(), t.pool->provider->id());
  loop_.access_log.record(t);
}

}  // namespace aipool::gateway
