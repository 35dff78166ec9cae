// SPDX-License-Identifier: MIT
//
// connect_to() opens a connection to an endpoint: it resolves, dials, passes through the proxy, and adds TLS.
//
// Flow:      ClientPool calls it when no idle connection is left.
// Threading: one event loop.
// Ownership: the caller keeps `endpoint` alive while it waits, `sessions` as long as the connection.
// Errors:    kTimeout, kCancelled, kOverloaded (unresolved, refused, unreachable, not trusted), kUpstreamProtocol (a
//            proxy that speaks no such protocol). One deadline for all of it.
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/http/channel.h"
#include "core/http/endpoint.h"
#include "core/http/resolver.h"
#include "core/http/task.h"
#include "core/http/tls_trust.h"

namespace aipool::http {

Task<Result<std::unique_ptr<Channel>>> connect_to(EventLoop& loop, Resolver& resolver, const Endpoint& endpoint,
                                                  TlsSessions& sessions, TimePoint deadline,
                                                  Cancellation* cancellation);

}  // namespace aipool::http
