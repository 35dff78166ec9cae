// SPDX-License-Identifier: MIT
//
// AuthSite is what a credential machine of one account works with: its document, its state, and the way to its
// vendor.
//
// Flow:      made for each account with a machine when a snapshot is built, and by `aipool login`; run_auth() works
//            on it.
// Threading: constant after construction; `endpoint` may be called from any thread.
// Ownership: pins the plugin; owns its paths.
// Errors:    auth_site() adds a fault where a document has no place, or a proxy or a certificate file is wrong.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/config/config.h"
#include "core/config/diagnostics.h"
#include "core/gateway/proxy_choice.h"
#include "core/http/endpoint.h"
#include "core/http/tls_trust.h"
#include "core/plugin/account_handle.h"
#include "core/plugin/auth_machine.h"
#include "core/plugin/provider.h"

namespace aipool::gateway {

struct AuthSite {
  plugin::AuthMachine machine;
  std::string provider;  // for `aipool login PROVIDER`
  std::string account;   // uuid, for logs
  std::string key;       // the same for accounts that share a credential
  std::filesystem::path document;
  std::filesystem::path state_file;                             // empty: no state outlives the process
  std::function<http::Endpoint(const http::Origin&)> endpoint;  // by the account's proxy and tls_ca_file
};

// REQUIRES: the provider has a machine.
std::optional<AuthSite> auth_site(const plugin::Provider& provider, const config::AccountConfig& account,
                                  const std::filesystem::path& state_dir, const ProxyChoice& proxies,
                                  http::TlsTrusts& trusts, config::Faults& faults);

}  // namespace aipool::gateway
