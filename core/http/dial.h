// SPDX-License-Identifier: MIT
//
// dial() opens a TCP connection to the first of several addresses that answers: happy eyeballs (RFC 8305).
//
// Flow:      connect_to() calls it with what a name resolved to. The families take turns; the next address is tried
//            when the one before has failed or has been silent for kNextAttempt. The first that connects wins, and all
//            others are closed.
// Threading: one event loop.
// Ownership: the caller keeps `addresses` alive while it waits. Destroying the waiting coroutine closes every attempt.
// Errors:    kOverloaded (all refused or unreachable: the last one's reason), kTimeout, kCancelled; source kUpstream.
#pragma once

#include <chrono>
#include <memory>

#include "core/base/result.h"
#include "core/http/addresses.h"
#include "core/http/channel.h"
#include "core/http/task.h"

namespace aipool::http {

inline constexpr std::chrono::milliseconds kNextAttempt{250};  // RFC 8305, 8: the connection attempt delay

Task<Result<std::unique_ptr<Channel>>> dial(EventLoop& loop, const Addresses& addresses, TimePoint deadline,
                                            Cancellation* cancellation);

}  // namespace aipool::http
