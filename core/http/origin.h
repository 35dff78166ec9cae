// SPDX-License-Identifier: MIT
//
// Origin is where an upstream lives: scheme, host and port; a credential is bound to one.
//
// Flow:      parse_base_url() reads an account's base_url when a snapshot is built.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    parse_base_url() reports kInvalidRequest with source kConfig; the text never repeats userinfo.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace aipool::http {

struct Origin {
  bool tls = false;
  std::string host;  // lower case; an IPv6 literal without brackets
  std::uint16_t port = 0;

  auto operator<=>(const Origin&) const = default;

  // For the Host header: host, with brackets where needed, and the port unless it is the scheme's.
  std::string authority() const;
};

struct BaseUrl {
  Origin origin;
  std::string path_prefix;  // "" or "/v1": no slash at the end
};

// host:port, with brackets where needed.
std::string host_and_port(std::string_view host, std::uint16_t port);

// Reads host[:port] in a URL, with the strictness of parse_base_url(); without a port, `port` stays as it is. Empty, or
// what is wrong.
std::string_view read_authority(std::string_view text, std::string& host, std::uint16_t& port);

// http(s)://host[:port][/path], with no userinfo, query, fragment or byte outside printable ASCII.
Result<BaseUrl> parse_base_url(std::string_view text);

}  // namespace aipool::http

template <>
struct std::hash<aipool::http::Origin> {
  std::size_t operator()(const aipool::http::Origin& origin) const noexcept {
    return std::hash<std::string>{}(origin.host) * 31 + origin.port * 2u + (origin.tls ? 1u : 0u);
  }
};
