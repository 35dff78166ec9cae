// SPDX-License-Identifier: MIT
#include "core/gateway/health.h"

#include "core/gateway/response_headers.h"

namespace aipool::gateway {

bool answer_health(Transaction& t) {
  const http::RequestHead& head = t.client.head();
  if (head.method != "GET" && head.method != "HEAD") return false;
  const bool alive = head.path == "/health/live";
  if (!alive && head.path != "/health") return false;
  const ResponseHeaders headers(t, "application/json");
  const std::string_view body = t.loop.draining ? R"({"status":"draining"})" : R"({"status":"ok"})";
  t.client.respond(t.loop.draining && !alive ? 503 : 200, headers.view(), body);
  t.ending = Ending::kComplete;
  return true;
}

}  // namespace aipool::gateway
