// SPDX-License-Identifier: MIT
//
// http_connect() asks an HTTP proxy for a tunnel to an origin (RFC 9110, 9.3.6), with Basic credentials.
//
// Flow:      connect_to() calls it on a connection to the proxy; afterwards the channel's other side is the origin.
// Threading: one event loop.
// Ownership: the caller keeps all arguments alive while it waits.
// Errors:    kOverloaded (the proxy says no), kUpstreamProtocol (it speaks no HTTP, or before it is asked), kTimeout,
//            kCancelled; source kUpstream, detail names the proxy and holds no credential.
#pragma once

#include "core/base/result.h"
#include "core/http/channel.h"
#include "core/http/origin.h"
#include "core/http/proxy.h"
#include "core/http/task.h"

namespace aipool::http {

Task<Result<void>> http_connect(Channel& channel, const Proxy& proxy, const Origin& origin, TimePoint deadline,
                                Cancellation* cancellation);

}  // namespace aipool::http
