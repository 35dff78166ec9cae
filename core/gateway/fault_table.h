// SPDX-License-Identifier: MIT
//
// The host's table of faults: what an HTTP status or a transport fault means for the client, the account and a retry.
//
// Flow:      a failed attempt -> host_verdict() -> the provider's judge() overrides what it sets -> Pool and the client.
// Threading: pure functions.
// Ownership: none.
// Errors:    none; an unknown status falls into its hundred.
#pragma once

#include <string_view>

#include "core/base/error.h"
#include "core/pool/verdict.h"

namespace aipool::gateway {

// The status that a client gets for an error of that class.
int http_status(ErrorCode code);

// What a client is told where nothing better may be said.
std::string_view sentence(ErrorCode code);

// The class of an upstream's status, where the body says nothing better.
ErrorCode code_of_status(int status);

// What a failure means where the provider does not say otherwise. `status` 0: the fault is the transport's.
pool::Verdict host_verdict(int status, ErrorCode code);

// The status that the client gets for an upstream's failure: a client's own fault keeps its status, a fault of our
// credential is a bad gateway, since the client's key is not to blame.
int client_status(int upstream_status, const pool::Verdict& verdict, ErrorCode code);

}  // namespace aipool::gateway
