// SPDX-License-Identifier: MIT
//
// Snapshot is one immutable, validated configuration with everything built from it: routes, keys, pools, plugins.
//
// Flow:      built by the composition root; a request keeps the one that it started with to its end.
// Threading: immutable, but for the pools and the model lists, which have their own locks.
// Ownership: shared_ptr<const Snapshot>; owns the registry and with it the pins on all plugins.
// Errors:    build() adds every fault that it finds, with its place in the configuration; a snapshot with faults is NULL.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"
#include "core/config/diagnostics.h"
#include "core/gateway/binding.h"
#include "core/gateway/client_auth.h"
#include "core/gateway/cors.h"
#include "core/gateway/credential_store.h"
#include "core/gateway/model_list.h"
#include "core/gateway/proxy_choice.h"
#include "core/gateway/route_table.h"
#include "core/gateway/scrub.h"
#include "core/http/endpoint.h"
#include "core/http/tls_trust.h"
#include "core/plugin/account_handle.h"
#include "core/plugin/registry.h"
#include "core/pool/pool.h"

namespace aipool::gateway {

struct PoolEntry {
  const plugin::Provider* provider = nullptr;
  std::shared_ptr<pool::Pool> pool;
  std::vector<Binding> bindings;  // by AccountSettings::index
  std::unique_ptr<ModelList> models;
};

class Snapshot {
 public:
  // Without `credentials` nothing can be sent for accounts with a credential machine: to check a configuration.
  static std::shared_ptr<const Snapshot> build(config::Config config, std::shared_ptr<const plugin::Registry> registry,
                                               config::Faults& faults, CredentialStore* credentials = nullptr);

  const config::Config& config() const { return config_; }
  const plugin::Registry& registry() const { return *registry_; }
  const RouteTable& routes() const { return routes_; }
  const ClientAuth& auth() const { return auth_; }
  const Cors& cors() const { return cors_; }
  const std::vector<PoolEntry>& pools() const { return pools_; }
  const PoolEntry* pool(std::string_view provider) const;

 private:
  Snapshot(config::Config config, std::shared_ptr<const plugin::Registry> registry, config::Faults& faults,
           CredentialStore* credentials);
  void add_routes(config::Faults& faults);
  void add_pool(const config::PoolConfig& pool, config::Faults& faults);
  bool bind(const plugin::Provider& provider, const config::AccountConfig& account, PoolEntry& entry,
            config::Faults& faults);
  bool add_credential(const plugin::Provider& provider, const config::AccountConfig& account, Binding& binding,
                      config::Faults& faults);

  CredentialStore* const credentials_;
  const config::Config config_;
  const std::shared_ptr<const plugin::Registry> registry_;
  RouteTable routes_;
  const ClientAuth auth_;
  const Cors cors_;
  http::TlsTrusts trusts_;
  const ProxyChoice proxies_;
  std::vector<PoolEntry> pools_;
};

}  // namespace aipool::gateway
