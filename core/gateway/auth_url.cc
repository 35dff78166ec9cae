// SPDX-License-Identifier: MIT
#include "core/gateway/auth_url.h"

#include <algorithm>
#include <utility>

#include "core/config/rules.h"

namespace aipool::gateway {

Result<AuthUrl> read_auth_url(std::string_view url) {
  const auto refused = [](std::string_view why) {
    return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig,
                      "a URL of the credential machine " + std::string(why));
  };
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return refused("has no scheme");
  const std::size_t target_begin = std::min(url.find_first_of("/?#", scheme_end + 3), url.size());
  auto base = http::parse_base_url(url.substr(0, target_begin));
  if (!base) return std::move(base).error();
  const std::string_view rest = url.substr(target_begin);
  const bool printable = std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (!printable || rest.find('#') != std::string_view::npos) return refused("holds a fragment or an unprintable byte");
  if (!base->origin.tls && !config::is_loopback(base->origin.host)) return refused("is plain http to another machine");
  AuthUrl parts;
  parts.origin = std::move(base->origin);
  if (!rest.starts_with('/')) parts.target = "/";
  parts.target += rest;
  return parts;
}

}  // namespace aipool::gateway
