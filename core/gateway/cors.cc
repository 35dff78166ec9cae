// SPDX-License-Identifier: MIT
#include "core/gateway/cors.h"

#include <algorithm>

namespace aipool::gateway {

Cors::Verdict Cors::judge(const http::RequestHead& head) const {
  const auto origin = head.headers.find("origin");
  if (!origin) return Verdict::kNoBrowser;
  const bool listed = std::any_of(origins_.begin(), origins_.end(),
                                  [&](const std::string& each) { return each == "*" || each == *origin; });
  if (!listed) return Verdict::kRefused;
  const bool preflight = head.method == "OPTIONS" && head.headers.find("access-control-request-method");
  return preflight ? Verdict::kPreflight : Verdict::kAllowed;
}

void Cors::add_headers(std::string_view origin, std::pmr::vector<http::Header>& headers) const {
  headers.push_back({"access-control-allow-origin", origin});
  headers.push_back({"access-control-expose-headers", "x-request-id, retry-after, x-aipool-loss, x-aipool-estimated"});
  headers.push_back({"vary", "origin"});
}

void Cors::add_preflight_headers(const http::RequestHead& head, std::pmr::vector<http::Header>& headers) const {
  headers.push_back({"access-control-allow-methods", "GET, POST, DELETE, HEAD"});
  if (const auto wanted = head.headers.find("access-control-request-headers")) {
    headers.push_back({"access-control-allow-headers", *wanted});
  }
  headers.push_back({"access-control-max-age", "600"});
}

}  // namespace aipool::gateway
