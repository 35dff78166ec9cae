// SPDX-License-Identifier: MIT
#include "core/admin/management.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/admin/account_list.h"
#include "core/admin/metrics_text.h"
#include "core/gateway/account_credential.h"
#include "core/gateway/client_auth.h"
#include "core/gateway/error_answer.h"
#include "core/http/signal.h"

namespace aipool::admin {
namespace {

enum class Action { kMetrics, kAccounts, kReload, kReset, kDisable, kEnable };

struct Route {
  std::string_view path;
  std::string_view method;
  Action action;
};

constexpr Route kRoutes[] = {{"/metrics", "GET", Action::kMetrics},
                             {"/api/accounts", "GET", Action::kAccounts},
                             {"/api/reload", "POST", Action::kReload}};
constexpr std::string_view kAccount = "/api/accounts/";  // then a uuid, then one of these
constexpr Route kAccountRoutes[] = {
    {"/reset", "POST", Action::kReset}, {"/disable", "POST", Action::kDisable}, {"/enable", "POST", Action::kEnable}};

struct Call {
  const Route* route = nullptr;  // nullptr: the path is not the operator's
  std::string_view account;      // uuid, where it is about one
};

Call call_of(std::string_view path) {
  for (const Route& route : kRoutes) {
    if (path == route.path) return {&route, {}};
  }
  if (!path.starts_with(kAccount)) return {};
  path.remove_prefix(kAccount.size());
  for (const Route& route : kAccountRoutes) {
    if (path.size() <= route.path.size() || !path.ends_with(route.path)) continue;
    return {&route, path.substr(0, path.size() - route.path.size())};
  }
  return {};
}

void answer(http::ServerExchange& request, int status, std::string_view type, std::string_view body) {
  const std::array<http::Header, 2> headers = {http::Header{"content-type", type},
                                               http::Header{"cache-control", "no-store"}};
  request.respond(status, headers, body);
}

void answer_json(http::ServerExchange& request, int status, std::string_view body) {
  answer(request, status, "application/json", body);
}

void refuse(http::ServerExchange& request, int status, std::string_view text) {
  answer_json(request, status, gateway::openai_error_body(text, "invalid_request_error", {}));
}

void refuse_account(http::ServerExchange& request) { refuse(request, 404, "There is no account of that uuid."); }

// A server in front of this one on the same machine makes every client look local.
bool is_forwarded(const http::RequestHead& head) {
  for (const std::string_view name : {"forwarded", "x-forwarded-for", "x-real-ip", "via"}) {
    if (head.headers.find(name)) return true;
  }
  return false;
}

// Where the control thread leaves its answer for a request that may have ended meanwhile.
struct Pending {
  explicit Pending(http::EventLoop& loop) : done(loop) {}
  http::Signal done;
  ReloadReport report;
};

}  // namespace

bool Management::is_operators(const http::ServerExchange& request) {
  return call_of(request.head().path).route != nullptr;
}

// Answers those who may not come in.
bool Management::admit(http::ServerExchange& request) const {
  const http::RequestHead& head = request.head();
  if (head.headers.find("origin")) {
    refuse(request, 403, "Pages may not manage the server.");
    return false;
  }
  const std::shared_ptr<const gateway::Snapshot> snapshot = snapshot_();
  const Secret& key = snapshot->config().auth.admin_key;
  if (key.empty()) {
    if (request.peer_is_loopback() && !is_forwarded(head)) return true;
    refuse(request, 403, "Without auth.admin_key the server is managed from its own machine only.");
    return false;
  }
  if (gateway::ClientAuth({&key, 1}).check(head)) return true;
  refuse(request, 401, "Incorrect admin key provided.");
  return false;
}

http::Task<void> Management::serve(http::ServerExchange& request) {
  if (!admit(request)) co_return;
  const Call call = call_of(request.head().path);
  if (request.head().method != call.route->method) {
    const std::array<http::Header, 1> allow = {http::Header{"allow", call.route->method}};
    request.respond(405, allow, {});
    co_return;
  }
  const auto body = co_await request.read_body();  // nothing in it means anything
  if (!body) co_return refuse(request, 400, "The request's body cannot be read.");
  switch (call.route->action) {
    case Action::kMetrics:
      co_return metrics(request);
    case Action::kAccounts:
      co_return accounts(request);
    case Action::kReload:
      co_return co_await reload(request);
    case Action::kReset:
      co_return reset(request, call.account);
    case Action::kDisable:
      co_return set_disabled(request, call.account, true);
    case Action::kEnable:
      co_return set_disabled(request, call.account, false);
  }
}

void Management::metrics(http::ServerExchange& request) const {
  std::vector<MetricRegistry::Metric> metrics = services_.metrics.snapshot();
  for (MetricRegistry::Metric& metric : pool_metrics(*snapshot_())) metrics.push_back(std::move(metric));
  answer(request, 200, kMetricsType, metrics_text(metrics));
}

void Management::accounts(http::ServerExchange& request) const {
  answer_json(request, 200, accounts_json(*snapshot_(), loop_.now()));
}

// What was learned of the account holds no longer: rests, a suspension, a sign-in that failed.
void Management::reset(http::ServerExchange& request, std::string_view uuid) const {
  const std::shared_ptr<const gateway::Snapshot> snapshot = snapshot_();
  for (const gateway::PoolEntry& entry : snapshot->pools()) {
    if (!entry.pool->reset(uuid, loop_.now())) continue;
    for (const gateway::Binding& binding : entry.bindings) {
      if (binding.account->uuid() == uuid && binding.credential) binding.credential->credential().reset();
    }
    return answer_json(request, 200, R"({"reset":true})");
  }
  refuse_account(request);
}

// A disabled account gets no request until it is enabled; that outlives reloads and, with a state_dir, restarts.
void Management::set_disabled(http::ServerExchange& request, std::string_view uuid, bool disabled) const {
  const std::shared_ptr<const gateway::Snapshot> snapshot = snapshot_();
  for (const gateway::PoolEntry& entry : snapshot->pools()) {
    if (!entry.pool->set_disabled(uuid, disabled, loop_.now())) continue;
    return answer_json(request, 200, disabled ? R"({"disabled":true})" : R"({"disabled":false})");
  }
  refuse_account(request);
}

http::Task<void> Management::reload(http::ServerExchange& request) {
  const auto pending = std::make_shared<Pending>(loop_);
  services_.reload([weak = std::weak_ptr<Pending>(pending), mailbox = loop_.mailbox()](ReloadReport report) {
    // The request belongs to its loop: only there can be seen whether it still waits.
    mailbox->post([weak, report = std::move(report)]() mutable {
      const auto waiting = weak.lock();
      if (waiting == nullptr) return;
      waiting->report = std::move(report);
      waiting->done.set();
    });
  });
  const auto outcome = co_await pending->done.wait(http::kNoDeadline, &request.cancellation());
  if (outcome != http::WaitOutcome::kSignalled) co_return;
  const std::string text = to_json(pending->report);
  answer_json(request, http_status(pending->report), text);
}

}  // namespace aipool::admin
