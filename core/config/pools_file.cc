// SPDX-License-Identifier: MIT
#include "core/config/pools_file.h"

#include <algorithm>
#include <map>

#include "core/config/nearest.h"
#include "core/config/scalar.h"
#include "core/config/section.h"

namespace aipool::config {
namespace {

PoolConfig read_pool(const Entry& entry, const Paths& paths, Faults& faults) {
  PoolConfig pool{entry.key, {}, entry.position};
  const std::string path = "pools." + entry.key;
  if (const Complaint complaint = plugin_name_rule(entry.key); !complaint.wrong.empty())
    add_fault(faults, entry.position, "pools: " + quote_key(entry.key) + " " + std::string(complaint.wrong),
              complaint.fix);
  if (entry.value.kind == Kind::kUnresolved) return pool;
  if (entry.value.kind != Kind::kList) {
    add_type_fault(faults, entry.value, path, kExpectList);
    return pool;
  }
  if (entry.value.items.empty())
    add_fault(faults, entry.value.position, path + ": has no account", "add one (- uuid: NAME) or remove the pool");
  for (const Value& item : entry.value.items)
    pool.accounts.push_back(read_account(item, entry.key, pool.accounts.size() + 1, paths, faults));
  return pool;
}

void check_uuids(std::span<const PoolConfig> pools, Faults& faults) {
  std::map<std::string_view, const Position*> seen;
  for (const PoolConfig& pool : pools) {
    for (const AccountConfig& account : pool.accounts) {
      const auto [first, is_new] = seen.emplace(account.uuid, &account.position);
      if (is_new) continue;
      const Position& other = *first->second;
      add_fault(faults, account.position, "pools." + pool.provider + ": the uuid \"" + account.uuid + "\" is taken",
                "another account has it (" + other.file + ":" + std::to_string(other.line) + "): choose a new one");
    }
  }
}

}  // namespace

void read_pools_file(const Value& root, const Paths& paths, PoolsConfig& config, Faults& faults) {
  Section section(root, "", faults);
  const Value* chains = section.take_map("fallback_chains");
  const Value* models = section.take_map("model_fallbacks");
  const Value* aliases = section.take_map("model_aliases");
  if (const Value* pools = section.take_map("pools"))
    for (const Entry& entry : pools->entries) config.pools.push_back(read_pool(entry, paths, faults));
  section.finish();
  check_uuids(config.pools, faults);
  read_fallbacks(chains, models, config, faults);
  read_aliases(aliases, config, faults);
}

void check_provider(const std::string& provider, const Position& at, const std::string& path,
                    std::span<const PoolConfig> pools, Faults& faults) {
  if (std::ranges::find(pools, provider, &PoolConfig::provider) != pools.end()) return;
  std::vector<std::string_view> names;
  for (const PoolConfig& pool : pools) names.push_back(pool.provider);
  add_fault(faults, at, path + ": there is no pool \"" + provider + "\"", suggest("pools", provider, names));
}

}  // namespace aipool::config
