// SPDX-License-Identifier: MIT
#include "core/gateway/health.h"

#include "core/gateway/response_headers.h"

namespace aipool::gateway {

bool answer_health(Transaction& t) {
  const http::RequestHead& head = t.client.head();
  if (head.path != "/health" || (head.method != "GET" && head.method != "HEAD")) return false;
  const ResponseHeaders headers(t, "application/json");
  t.client.respond(200, headers.view(), R"({"status":"ok"})");
  t.ending = Ending::kComplete;
  return true;
}

}  // namespace aipool::gateway
