// SPDX-License-Identifier: MIT
#include "core/config/changes.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

namespace aipool::config {
namespace {

bool same(const Secret& a, const Secret& b) { return a.reveal() == b.reveal(); }
bool same(const ProxyConfig& a, const ProxyConfig& b) { return same(a.address, b.address); }
bool same(const HeaderConfig& a, const HeaderConfig& b) { return a.name == b.name && same(a.value, b.value); }
bool same(const FallbackTarget& a, const FallbackTarget& b) { return a.provider == b.provider && a.model == b.model; }

// What the template below finds has to be declared before it.
bool same(const FallbackChain& a, const FallbackChain& b);
bool same(const ModelFallback& a, const ModelFallback& b);
bool same(const ModelAlias& a, const ModelAlias& b);
bool same(const Value& a, const Value& b);
bool same(const Entry& a, const Entry& b);
bool same(const PluginEntry& a, const PluginEntry& b);
bool same(const AccountConfig& a, const AccountConfig& b);

template <typename Item>
bool same(const std::vector<Item>& a, const std::vector<Item>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Item& x, const Item& y) { return same(x, y); });
}

bool same(const FallbackChain& a, const FallbackChain& b) {
  return a.provider == b.provider && same(a.targets, b.targets);
}
bool same(const ModelFallback& a, const ModelFallback& b) { return a.model == b.model && same(a.target, b.target); }
bool same(const ModelAlias& a, const ModelAlias& b) { return a.name == b.name && same(a.target, b.target); }

bool same(const Entry& a, const Entry& b) { return a.key == b.key && same(a.value, b.value); }
bool same(const Value& a, const Value& b) {
  return a.kind == b.kind && a.text == b.text && same(a.items, b.items) && same(a.entries, b.entries);
}

bool same(const PluginEntry& a, const PluginEntry& b) {
  return a.name == b.name && a.path == b.path && a.sha256 == b.sha256 && same_options(a.options, b.options);
}

bool same(const AccountConfig& a, const AccountConfig& b) {
  return a.uuid == b.uuid && a.name == b.name && a.enabled == b.enabled && a.check_health == b.check_health &&
         a.check_model == b.check_model && a.base_url == b.base_url && a.auth_base_url == b.auth_base_url &&
         a.protocol == b.protocol && same(a.api_key, b.api_key) && a.oauth_creds_file_path == b.oauth_creds_file_path &&
         a.models == b.models && a.default_model == b.default_model &&
         a.not_supported_models == b.not_supported_models && a.concurrency_limit == b.concurrency_limit &&
         a.queue_limit == b.queue_limit && same(a.headers, b.headers) && same(a.proxy, b.proxy) &&
         a.tls_ca_file == b.tls_ca_file && same_options(a.options, b.options);
}

// A key of config.yaml: its name, and whether it is the same in both.
using Key = std::pair<std::string_view, bool>;

std::vector<Key> top_level(const Config& a, const Config& b) {
  return {
      {"server.watch", a.server.watch == b.server.watch},
      {"server.drain", a.server.drain == b.server.drain},
      {"server.drain_delay", a.server.drain_delay == b.server.drain_delay},
      {"auth.api_key", same(a.auth.api_keys, b.auth.api_keys)},
      {"auth.admin_key", same(a.auth.admin_key, b.auth.admin_key)},
      {"log.level", a.log.level == b.log.level},
      {"log.format", a.log.format == b.log.format},
      {"default_provider", a.default_provider == b.default_provider},
      {"provider_pools_file", a.provider_pools_file == b.provider_pools_file},
      {"health_check.enabled", a.health_check.enabled == b.health_check.enabled},
      {"health_check.interval", a.health_check.interval == b.health_check.interval},
      {"health_check.max_error_count", a.health_check.max_error_count == b.health_check.max_error_count},
      {"affinity.enabled", a.affinity.enabled == b.affinity.enabled},
      {"affinity.ttl", a.affinity.ttl == b.affinity.ttl},
      {"timeouts.head", a.timeouts.head == b.timeouts.head},
      {"timeouts.connect", a.timeouts.connect == b.timeouts.connect},
      {"timeouts.first_content", a.timeouts.first_content == b.timeouts.first_content},
      {"timeouts.last_content", a.timeouts.last_content == b.timeouts.last_content},
      {"timeouts.idle", a.timeouts.idle == b.timeouts.idle},
      {"timeouts.total", a.timeouts.total == b.timeouts.total},
      {"timeouts.head_hold", a.timeouts.head_hold == b.timeouts.head_hold},
      {"limits.body", a.limits.body == b.limits.body},
      {"limits.head", a.limits.head == b.limits.head},
      {"limits.in_flight", a.limits.in_flight == b.limits.in_flight},
      {"retry.attempts", a.retry.attempts == b.retry.attempts},
      {"retry.budget", a.retry.budget_percent == b.retry.budget_percent},
      {"cors.origins", a.cors.origins == b.cors.origins},
      {"proxy", same(a.proxy, b.proxy)},
      {"no_proxy", a.no_proxy == b.no_proxy},
      {"ollama_root", a.ollama_root == b.ollama_root},
      {"plugin_dir", a.plugin_dir == b.plugin_dir},
      {"plugins", same(a.plugins, b.plugins)},
      {"fallback_chains", same(a.fallback_chains, b.fallback_chains)},
      {"model_fallbacks", same(a.model_fallbacks, b.model_fallbacks)},
      {"model_aliases", same(a.model_aliases, b.model_aliases)},
  };
}

const AccountConfig* account_of(const Config& config, const std::string& provider, const std::string& uuid) {
  for (const PoolConfig& pool : config.pools) {
    if (pool.provider != provider) continue;
    const auto found = std::ranges::find(pool.accounts, uuid, &AccountConfig::uuid);
    if (found != pool.accounts.end()) return &*found;
  }
  return nullptr;
}

// The accounts of `one` that are not in `other`, or not as they are there.
void add_accounts(const Config& one, const Config& other, std::vector<std::string>& names) {
  for (const PoolConfig& pool : one.pools) {
    for (const AccountConfig& account : pool.accounts) {
      const AccountConfig* const known = account_of(other, pool.provider, account.uuid);
      if (known == nullptr || !same(account, *known)) names.push_back("pools." + pool.provider + "." + account.uuid);
    }
  }
}

}  // namespace

bool same_options(const RawOptions& a, const RawOptions& b) { return same(a.entries, b.entries); }

bool same_pool(const PoolConfig& a, const PoolConfig& b) {
  return a.provider == b.provider && same(a.accounts, b.accounts);
}

std::vector<std::string> changes(const Config& before, const Config& after) {
  std::vector<std::string> names;
  for (const auto& [key, unchanged] : top_level(before, after)) {
    if (!unchanged) names.emplace_back(key);
  }
  add_accounts(before, after, names);
  add_accounts(after, before, names);
  const auto order = [](const Config& config) {
    std::vector<std::string_view> providers;
    for (const PoolConfig& pool : config.pools) providers.push_back(pool.provider);
    return providers;
  };
  if (order(before) != order(after)) names.emplace_back("pools");
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::vector<std::string> keep_fixed(const Config& before, Config& after) {
  std::vector<std::string> kept;
  const auto keep = [&kept](std::string_view name, const auto& old, auto& now) {
    if (now == old) return;
    now = old;
    kept.emplace_back(name);
  };
  keep("server.host", before.server.host, after.server.host);
  keep("server.port", before.server.port, after.server.port);
  keep("server.tls.certificate_file", before.server.tls.certificate_file, after.server.tls.certificate_file);
  keep("server.tls.private_key_file", before.server.tls.private_key_file, after.server.tls.private_key_file);
  keep("state_dir", before.state_dir, after.state_dir);
  return kept;
}

}  // namespace aipool::config
