// SPDX-License-Identifier: MIT
//
// start_tls() and accept_tls() turn a plain connection into one with TLS.
//
// Flow:      connect_to() calls start_tls() before the first byte of a request; ServerConnection accept_tls() before it
//            reads a head.
// Threading: one event loop.
// Ownership: the caller keeps all arguments alive while it waits; `sessions` as long as the channel.
// Errors:    kTimeout, kCancelled, kOverloaded (refused by either side; the detail says why). No byte of what the
// layers
//            above send has left then.
#pragma once

#include "core/base/result.h"
#include "core/http/channel.h"
#include "core/http/origin.h"
#include "core/http/task.h"
#include "core/http/tls_certificates.h"
#include "core/http/tls_trust.h"

namespace aipool::http {

// The server must prove that it is `origin.host`, by a chain to an authority that `trust` believes.
Task<Result<void>> start_tls(Channel& channel, const Origin& origin, const TlsTrust& trust, TlsSessions& sessions,
                             TimePoint deadline, Cancellation* cancellation);

// A client that speaks plain HTTP is told so.
Task<Result<void>> accept_tls(Channel& channel, const TlsCertificates& certificates, TimePoint deadline,
                              Cancellation* cancellation);

}  // namespace aipool::http
