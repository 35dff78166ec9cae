// SPDX-License-Identifier: MIT
#include "core/admin/management.h"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "core/gateway/account_credential.h"
#include "core/gateway/client_auth.h"
#include "core/gateway/error_answer.h"
#include "core/http/signal.h"

namespace aipool::admin {
namespace {

constexpr std::string_view kReloadPath = "/api/reload";
constexpr std::string_view kAccounts = "/api/accounts/";
constexpr std::string_view kReset = "/reset";

// Of /api/accounts/{uuid}/reset; none: it is another path.
std::optional<std::string_view> account_to_reset(std::string_view path) {
  if (!path.starts_with(kAccounts) || !path.ends_with(kReset)) return std::nullopt;
  path.remove_prefix(kAccounts.size());
  if (path.size() <= kReset.size()) return std::nullopt;
  return path.substr(0, path.size() - kReset.size());
}

void answer_json(http::ServerExchange& request, int status, std::string_view body) {
  const std::array<http::Header, 2> headers = {http::Header{"content-type", "application/json"},
                                               http::Header{"cache-control", "no-store"}};
  request.respond(status, headers, body);
}

void refuse(http::ServerExchange& request, int status, std::string_view text) {
  answer_json(request, status, gateway::openai_error_body(text, "invalid_request_error", {}));
}

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
  const std::string_view path = request.head().path;
  return path == kReloadPath || account_to_reset(path).has_value();
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
  if (request.head().method != "POST") {
    const std::array<http::Header, 1> allow = {http::Header{"allow", "POST"}};
    request.respond(405, allow, {});
    co_return;
  }
  const auto body = co_await request.read_body();  // nothing in it means anything
  if (!body) co_return refuse(request, 400, "The request's body cannot be read.");
  if (const auto account = account_to_reset(request.head().path)) {
    reset(request, *account);
    co_return;
  }
  co_await reload(request);
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
  refuse(request, 404, "There is no account of that uuid.");
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
