// SPDX-License-Identifier: MIT
//
// ProxyChoice says through which proxy an account reaches its upstream.
//
// Flow:      made when a snapshot is built; bind() asks it once for each account. The account's own proxy goes first,
//            and always applies; "direct" is none. Then the global one, but for what no_proxy names and this machine.
// Threading: one thread.
// Ownership: the proxies are shared by the endpoints that use them.
// Errors:    each address that is no proxy becomes a fault at its place; the text never repeats it.
// The process's environment (HTTPS_PROXY and the like) is not asked: who starts the server must not redirect keys by
// it.
#pragma once

#include <memory>

#include "core/config/config.h"
#include "core/config/diagnostics.h"
#include "core/http/no_proxy.h"
#include "core/http/origin.h"
#include "core/http/proxy.h"

namespace aipool::gateway {

class ProxyChoice {
 public:
  ProxyChoice(const config::Config& config, config::Faults& faults);

  // None: directly.
  std::shared_ptr<const http::Proxy> of(const config::AccountConfig& account, const http::Origin& origin,
                                        config::Faults& faults) const;

 private:
  std::shared_ptr<const http::Proxy> global_;
  http::NoProxy no_proxy_;
};

}  // namespace aipool::gateway
