// SPDX-License-Identifier: MIT
//
// connect_to() opens a connection to an endpoint: it resolves, tries the addresses in order and sets the socket up.
//
// Flow:      ClientPool calls it when no idle connection is left.
// Threading: one event loop.
// Ownership: the caller keeps `endpoint` alive while it waits.
// Errors:    kTimeout, kCancelled, kOverloaded (unresolved, refused, unreachable), kUnsupported (TLS).
#pragma once

#include <memory>

#include "core/base/result.h"
#include "core/http/channel.h"
#include "core/http/endpoint.h"
#include "core/http/resolver.h"
#include "core/http/task.h"

namespace aipool::http {

Task<Result<std::unique_ptr<Channel>>> connect_to(EventLoop& loop, Resolver& resolver, const Endpoint& endpoint,
                                                  TimePoint deadline, Cancellation* cancellation);

}  // namespace aipool::http
