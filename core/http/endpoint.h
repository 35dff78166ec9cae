// SPDX-License-Identifier: MIT
//
// Endpoint says how an upstream is reached: its origin, through which proxy, and whose certificates are believed there.
//
// Flow:      made for each account when a snapshot is built; ClientPool keeps one set of connections per endpoint.
// Threading: plain values, shared and immutable.
// Ownership: shares its proxy and its trust with other endpoints of the same configuration.
// Errors:    none.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "core/http/origin.h"
#include "core/http/proxy.h"

namespace aipool::http {

class TlsTrust;  // tls_trust.h

struct Endpoint {
  Origin origin;
  std::shared_ptr<const TlsTrust> trust{};  // none for http://
  std::shared_ptr<const Proxy> proxy{};     // none: directly

  bool operator==(const Endpoint& other) const noexcept {
    return origin == other.origin && trust == other.trust && same_proxy(other);
  }

 private:
  bool same_proxy(const Endpoint& other) const noexcept {
    return proxy == other.proxy || (proxy != nullptr && other.proxy != nullptr && *proxy == *other.proxy);
  }
};

}  // namespace aipool::http

template <>
struct std::hash<aipool::http::Endpoint> {
  std::size_t operator()(const aipool::http::Endpoint& endpoint) const noexcept {
    return std::hash<aipool::http::Origin>{}(endpoint.origin);
  }
};
