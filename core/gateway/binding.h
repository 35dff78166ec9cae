// SPDX-License-Identifier: MIT
//
// Binding is how one account is reached: its handle, endpoint, protocol and headers.
//
// Flow:      made with the snapshot; an attempt of an account with a credential machine gets another one from
//            AccountCredential, which holds the credential of the moment.
// Threading: immutable.
// Ownership: the snapshot owns those of the configuration, an attempt shares those with a credential.
// Errors:    none.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/config/config.h"
#include "core/gateway/scrub.h"
#include "core/http/endpoint.h"
#include "core/plugin/account_handle.h"
#include "core/plugin/upstream_protocol.h"

namespace aipool::gateway {

class AccountCredential;
class Credential;
struct AuthSite;

struct Binding {
  std::shared_ptr<const plugin::AccountHandle> account;
  http::Endpoint endpoint;
  std::string path_prefix;                             // of the base_url: "" or "/v1"
  const plugin::UpstreamProtocol* protocol = nullptr;  // none where the provider drives its exchanges itself
  std::vector<config::HeaderConfig> headers;
  Scrub scrub;                                      // knows the credentials of all of these
  std::shared_ptr<const AuthSite> auth{};           // none: no machine, the handle has what there is
  std::shared_ptr<AccountCredential> credential{};  // of `auth`; none where nothing is sent (`aipool check`)
  std::uint64_t credential_version = 0;             // 0: without one
  std::shared_ptr<Credential> source{};             // of that version
};

// The upstream has taken the binding's credential: what it says of it later is news.
void note_accepted(const Binding& binding) noexcept;

}  // namespace aipool::gateway
