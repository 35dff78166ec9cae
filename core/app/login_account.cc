// SPDX-License-Identifier: MIT
#include "core/app/login_account.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/config/environment.h"
#include "core/config/pools_file.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_files.h"

namespace aipool::app {
namespace {

const config::PoolConfig* pool_of(const config::Config& config, const std::string& provider) {
  const auto found = std::ranges::find(config.pools, provider, &config::PoolConfig::provider);
  return found == config.pools.end() || found->accounts.empty() ? nullptr : &*found;
}

LoginAccount configured_account(const config::PoolConfig& pool, const LoginOptions& options, config::Faults& faults) {
  if (!options.set.empty()) {
    add_fault(faults, pool.position, "--set is for providers without an account in the configuration",
              "change the account there");
  }
  if (options.account.empty() && pool.accounts.size() == 1) return {pool.accounts[0], true};
  std::string there;
  for (const config::AccountConfig& account : pool.accounts) {
    if (account.uuid == options.account) return {account, true};
    there += (there.empty() ? "" : ", ") + account.uuid;
  }
  add_fault(faults, pool.position,
            options.account.empty()
                ? "there are several accounts of \"" + pool.provider + "\""
                : "there is no account " + config::quote_key(options.account) + " of \"" + pool.provider + "\"",
            "choose one with --account: " + there);
  return {};
}

// As one entry of a pool would be read, with the places of its keys on the command line.
LoginAccount account_of_keys(const std::string& provider, const LoginOptions& options, config::Faults& faults) {
  const config::Position place{"the command line", 0, 0};
  if (!options.account.empty()) {
    add_fault(faults, place, "there is no account " + config::quote_key(options.account) + " of \"" + provider + "\"",
              "leave --account out, or name the configuration with --config");
    return {};
  }
  config::Value map = config::empty_map(place);
  for (const std::string& setting : options.set) {
    const std::size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    const config::Position at{"--set " + config::quote_key(key), 0, 0};
    if (equals == std::string::npos || key.empty()) {
      add_fault(faults, at, "that is no KEY=VALUE", "write --set region=us-east-1");
    } else if (config::find(map, key) != nullptr) {
      add_fault(faults, at, "that key is set twice", "keep one");
    } else {
      config::Value value = config::substituted_value(setting.substr(equals + 1), at);
      if (value.text.find("${") != std::string::npos) value.kind = config::Kind::kString;  // expand() types it again
      map.entries.push_back({key, at, std::move(value)});
    }
  }
  config::expand(map, config::process_environment(), faults);
  const config::Paths paths{std::filesystem::current_path(), std::filesystem::current_path()};
  return {config::read_account(map, provider, 1, paths, faults), false};
}

}  // namespace

LoginAccount login_account(const std::string& provider, const LoginOptions& options, const config::Config& config,
                           config::Faults& faults) {
  const config::PoolConfig* const pool = pool_of(config, provider);
  LoginAccount found =
      pool != nullptr ? configured_account(*pool, options, faults) : account_of_keys(provider, options, faults);
  if (!options.file.empty()) found.account.oauth_creds_file_path = std::filesystem::absolute(options.file);
  return found;
}

std::vector<std::string> installed_providers(const config::Config& config,
                                             std::span<const std::filesystem::path> folders) {
  std::vector<std::filesystem::path> files;
  if (config.plugins.empty()) files = plugin::list_plugins(folders);
  for (const config::PluginEntry& entry : config.plugins) {
    const auto file = entry.path.empty() ? plugin::find_plugin(folders, entry.name) : entry.path;
    if (file) files.push_back(*file);
  }
  std::set<std::string> providers;
  for (const std::filesystem::path& file : files) {
    const auto manifest = plugin::read_manifest(file);
    if (!manifest) continue;  // building the registry says what is wrong with it
    for (const auto& provider : manifest->providers) providers.insert(std::string(provider.id));
  }
  return {providers.begin(), providers.end()};
}

config::Config reduced_to(const config::Config& config, const std::string& provider,
                          const config::AccountConfig& account) {
  config::Config reduced = config;
  reduced.default_provider.clear();
  reduced.fallback_chains.clear();
  reduced.model_fallbacks.clear();
  reduced.pools = {config::PoolConfig{provider, {account}, account.position}};
  return reduced;
}

}  // namespace aipool::app
