// SPDX-License-Identifier: MIT
//
// Proxy is an outbound proxy: its kind, where it listens, and how to sign in there.
//
// Flow:      parse_proxy() reads a `proxy` of the configuration when a snapshot is built; connect_to() dials it, and
//            http_connect() or socks5_connect() then asks it for a tunnel to the origin.
// Threading: plain values, shared and immutable.
// Ownership: owns its text; the password wipes itself.
// Errors:    parse_proxy() reports kInvalidRequest with source kConfig; the text never repeats any part of the input.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace aipool::http {

struct Proxy {
  // Both resolve names themselves: the origin's name never reaches our name server.
  enum class Kind : std::uint8_t { kHttp, kSocks5 };

  Kind kind = Kind::kHttp;
  std::string host;  // lower case; an IPv6 literal without brackets
  std::uint16_t port = 0;
  std::string user;  // empty: no credentials
  Secret password;

  bool operator==(const Proxy& other) const noexcept;
  std::string name() const;  // "proxy host:port", for logs
};

// http://[user[:password]@]host:port, or the same with socks5:// or socks5h://, which mean one thing here. The user and
// the password are percent-decoded.
Result<Proxy> parse_proxy(std::string_view text);

// What a proxy did: `why` holds no credential and no byte of the wire.
Error proxy_refused(const Proxy& proxy, std::string_view why);  // kOverloaded: it works and said no
Error proxy_broken(const Proxy& proxy, std::string_view why);   // kUpstreamProtocol: it does not speak its protocol

}  // namespace aipool::http
