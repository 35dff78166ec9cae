// SPDX-License-Identifier: MIT
//
// socks5_connect() asks a SOCKS5 proxy for a tunnel to an origin (RFC 1928), with user and password (RFC 1929) or none.
//
// Flow:      connect_to() calls it on a connection to the proxy; afterwards the channel's other side is the origin. A
//            name goes to the proxy as it is, so `socks5://` is what others call `socks5h://`.
// Threading: one event loop.
// Ownership: the caller keeps all arguments alive while it waits.
// Errors:    kOverloaded (the proxy says no, and why), kUpstreamProtocol (it speaks no SOCKS5, or before it is asked),
//            kTimeout, kCancelled; source kUpstream, detail names the proxy and holds no credential.
#pragma once

#include "core/base/result.h"
#include "core/http/channel.h"
#include "core/http/origin.h"
#include "core/http/proxy.h"
#include "core/http/task.h"

namespace aipool::http {

Task<Result<void>> socks5_connect(Channel& channel, const Proxy& proxy, const Origin& origin, TimePoint deadline,
                                  Cancellation* cancellation);

}  // namespace aipool::http
