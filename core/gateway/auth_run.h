// SPDX-License-Identifier: MIT
//
// run_auth() carries out what a credential machine asks for, from its start to a credential or a failure.
//
// Flow:      step(start) -> SEND, WAIT, READ, WRITE, LOCK, ASK_USER by the host -> step(what came of it) -> ... ->
//            READY, whose state is on the disk before the credential is given out, where that is possible.
// Threading: one event loop that serves no requests: files are read and written on it.
// Ownership: the caller keeps all arguments alive while it waits. Locks are given up when the run ends, however it
//            ends.
// Errors:    kAuth and kPermission hold until the operator acts or the document changes; all others may pass. The
//            detail is for logs, and for the operator of a login; it holds no credential.
// Units:     milliseconds.
// Redirects are not followed. Exchanges go over TLS, or to this machine.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/gateway/auth_site.h"
#include "core/gateway/operator.h"
#include "core/http/cancellation.h"
#include "core/http/client.h"
#include "core/http/event_loop.h"
#include "core/http/task.h"
#include "core/plugin/account_handle.h"

namespace aipool::gateway {

struct AuthStart {
  aip_enum kind = AIP_INPUT_START;  // or AIP_INPUT_REFRESH, AIP_INPUT_LOGIN
  std::string method;               // of a login, as all below
  std::string redirect_base;
};

struct AuthNeeds {
  http::EventLoop& loop;
  http::ClientPool& upstreams;
  Operator* person = nullptr;  // none: a machine that asks fails with the way out
  http::Cancellation* cancellation = nullptr;
  std::chrono::milliseconds patience{60'000};  // for the whole run
};

struct AuthCredential {
  std::vector<plugin::AccountHandle::Option> fields;
  std::int64_t expires_unix_ms = 0;  // 0: never
  std::string state_fault;           // why the machine's state could not be read or kept; empty: it could
};

// `account` has the credential that READY gave last.
http::Task<Result<AuthCredential>> run_auth(const AuthNeeds& needs, const AuthSite& site,
                                            const plugin::AccountHandle& account, const AuthStart& start);

}  // namespace aipool::gateway
