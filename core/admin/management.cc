// SPDX-License-Identifier: MIT
#include "core/admin/management.h"

#include <array>
#include <string>
#include <utility>

#include "core/gateway/client_auth.h"
#include "core/gateway/error_answer.h"
#include "core/http/signal.h"

namespace aipool::admin {
namespace {

constexpr std::string_view kReloadPath = "/api/reload";

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

bool Management::is_operators(const http::ServerExchange& request) { return request.head().path == kReloadPath; }

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
  co_await reload(request);
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
