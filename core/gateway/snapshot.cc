// SPDX-License-Identifier: MIT
#include "core/gateway/snapshot.h"

#include <algorithm>

#include "core/gateway/account_credential.h"
#include "core/plugin/accounts.h"

namespace aipool::gateway {
namespace {

std::vector<Route> route_rows(const plugin::Registry& registry) {
  std::vector<Route> rows;
  const auto clients = registry.clients();
  for (std::size_t index = 0; index < clients.size(); ++index) {
    for (const plugin::Route& route : clients[index].routes()) {
      rows.push_back({route.method, route.path, route.header, route.query, route.operation, route.rank, index});
    }
  }
  return rows;
}

pool::AccountSettings settings_of(const config::AccountConfig& account) {
  pool::AccountSettings settings;
  settings.uuid = account.uuid;
  settings.name = account.name;
  settings.models = pool::ModelRules(account.models, account.not_supported_models);
  settings.default_model = account.default_model;
  settings.concurrency_limit = account.concurrency_limit;
  return settings;
}

}  // namespace

Snapshot::Snapshot(config::Config config, std::shared_ptr<const plugin::Registry> registry, config::Faults& faults,
                   CredentialStore* credentials)
    : credentials_(credentials), config_(std::move(config)), registry_(std::move(registry)), auth_(config_.auth.api_keys),
      cors_(config_.cors.origins), proxies_(config_, faults) {}

std::shared_ptr<const Snapshot> Snapshot::build(config::Config config,
                                                std::shared_ptr<const plugin::Registry> registry,
                                                config::Faults& faults, CredentialStore* credentials) {
  const std::size_t faults_before = faults.size();
  std::shared_ptr<Snapshot> snapshot(new Snapshot(std::move(config), std::move(registry), faults, credentials));
  snapshot->add_routes(faults);
  for (const config::PoolConfig& pool : snapshot->config_.pools) snapshot->add_pool(pool, faults);
  if (faults.size() != faults_before) return nullptr;
  return snapshot;
}

const PoolEntry* Snapshot::pool(std::string_view provider) const {
  const auto it = std::find_if(pools_.begin(), pools_.end(),
                               [provider](const PoolEntry& entry) { return entry.provider->id() == provider; });
  return it == pools_.end() ? nullptr : &*it;
}

void Snapshot::add_routes(config::Faults& faults) {
  auto table = RouteTable::build(route_rows(*registry_), [this](std::size_t protocol) {
    return std::string(registry_->clients()[protocol].id());
  });
  if (table) {
    routes_ = std::move(*table);
  } else {
    config::add_fault(faults, {}, table.error().detail, "");
  }
}

void Snapshot::add_pool(const config::PoolConfig& pool, config::Faults& faults) {
  PoolEntry entry;
  entry.provider = registry_->provider(pool.provider);
  if (!entry.provider) return;  // the registry has said so
  std::vector<pool::AccountSettings> accounts;
  for (const config::AccountConfig& account : pool.accounts) {
    if (!account.enabled) continue;
    if (bind(*entry.provider, account, entry, faults)) accounts.push_back(settings_of(account));
  }
  if (accounts.empty()) return;
  entry.pool = std::make_shared<pool::Pool>(pool.provider, std::move(accounts), config_.retry.budget_percent);
  entry.models = std::make_unique<ModelList>();
  pools_.push_back(std::move(entry));
}

// Checks the account with its provider, and finds out where and in which protocol it is reached.
bool Snapshot::bind(const plugin::Provider& provider, const config::AccountConfig& account, PoolEntry& entry,
                    config::Faults& faults) {
  auto handle = plugin::open_account(provider, account, faults);
  if (!handle) return false;
  Binding binding;
  binding.account = std::move(handle);
  binding.headers = account.headers;
  for (const std::string_view secret : binding.account->secrets()) binding.scrub.add(secret);
  for (const config::HeaderConfig& header : account.headers) binding.scrub.add(header.value.reveal());
  const auto fault = [&](std::string message) {
    config::add_fault(faults, account.position, "account '" + account.uuid + "': " + std::move(message), "");
    return false;
  };
  if (!provider.has_steps()) {
    auto protocol = provider.protocol_of(*binding.account);
    if (!protocol) return fault(protocol.error().detail);
    binding.protocol = registry_->upstream(*protocol);
    if (!binding.protocol) return fault("no plugin brings the upstream half of protocol '" + *protocol + "'");
  }
  if (const std::string_view url = binding.account->base_url(); !url.empty()) {
    auto base = http::parse_base_url(url);
    if (!base) return fault(base.error().detail);
    binding.endpoint.origin = std::move(base->origin);
    binding.path_prefix = std::move(base->path_prefix);
    binding.endpoint.proxy = proxies_.of(account, binding.endpoint.origin, faults);
    if (binding.endpoint.origin.tls) {
      auto trust = trusts_.of(account.tls_ca_file);
      if (!trust) return fault(trust.error().detail);
      binding.endpoint.trust = std::move(*trust);
    }
  }
  if (!add_credential(provider, account, binding, faults)) return false;
  entry.bindings.push_back(std::move(binding));
  return true;
}

// An account with an api_key needs no machine, if its provider has one at all.
bool Snapshot::add_credential(const plugin::Provider& provider, const config::AccountConfig& account, Binding& binding,
                              config::Faults& faults) {
  const auto machine = provider.auth();
  if (!machine || !account.api_key.empty()) {
    if (account.oauth_creds_file_path.empty()) return true;
    config::add_fault(faults, account.position,
                      "account '" + account.uuid + "': oauth_creds_file_path " +
                          (machine ? "stands beside an api_key" : "is for providers with a sign-in of their own"),
                      "remove one of the keys");
    return false;
  }
  auto site = auth_site(provider, account, config_.state_dir, proxies_, trusts_, faults);
  if (!site) return false;
  const auto shared = std::make_shared<const AuthSite>(*std::move(site));
  binding.auth = shared;
  if (credentials_ == nullptr) return true;
  auto credential = credentials_->open(shared, binding.account);
  binding.credential =
      std::make_shared<AccountCredential>(binding, !account.base_url.empty(), std::move(credential));
  return true;
}

}  // namespace aipool::gateway
