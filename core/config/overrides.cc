// SPDX-License-Identifier: MIT
#include "core/config/overrides.h"

#include <algorithm>
#include <utility>

namespace aipool::config {
namespace {

struct ConfigRow {
  const char* variable;
  std::string_view section;  // empty: the top level
  std::string_view key;
};
constexpr ConfigRow kConfigRows[] = {
    {"SERVER_HOST", "server", "host"},
    {"SERVER_PORT", "server", "port"},
    {"API_KEY", "auth", "api_key"},
    {"LOG_LEVEL", "log", "level"},
    {"MODEL_PROVIDER", "", "default_provider"},
    {"PROVIDER_POOLS_FILE", "", "provider_pools_file"},
};

struct PoolRow {
  const char* variable;
  std::string_view provider;
  std::string_view key;
  bool makes_account;
};
constexpr PoolRow kPoolRows[] = {
    {"OPENAI_API_KEY", "openai-custom", "api_key", true},
    {"CLAUDE_API_KEY", "claude-custom", "api_key", true},
    {"GEMINI_OAUTH_CREDS_FILE_PATH", "gemini-oauth", "oauth_creds_file_path", true},
    {"PROJECT_ID", "gemini-oauth", "project_id", false},
};

std::optional<Value> look_up(const char* variable, const Environment& environment) {
  auto text = environment(variable);
  if (!text || text->empty()) return std::nullopt;
  return substituted_value(*std::move(text), {"environment variable " + std::string(variable), 0, 0});
}

// The value of `key`, made if need be.
Value& at(Value& map, std::string_view key, const Position& position) {
  if (Value* found = find(map, key)) return *found;
  map.entries.push_back({std::string(key), position, {}});
  return map.entries.back().value;
}

// The value of `key` as a node of the kind. Null where the file has another kind, which its reader will report.
Value* node(Value& map, std::string_view key, Kind kind, const Position& position) {
  Value& value = at(map, key, position);
  if (value.kind == Kind::kNull) {
    value.kind = kind;
    value.position = position;
  }
  return value.kind == kind ? &value : nullptr;
}

void override_pool(const PoolRow& row, Value value, Value& root, Faults& faults) {
  const Position from = value.position;
  if (!row.makes_account && (find(root, "pools") == nullptr || find(*find(root, "pools"), row.provider) == nullptr))
    return;
  Value* pools = node(root, "pools", Kind::kMap, from);
  Value* pool = pools == nullptr ? nullptr : node(*pools, row.provider, Kind::kList, from);
  if (pool == nullptr) return;
  if (pool->items.size() > 1) {
    const bool is_there = std::ranges::any_of(pool->items, [&](const Value& account) {
      const Value* key = find(account, row.key);
      return key != nullptr && key->text == value.text;
    });
    if (!is_there)
      add_fault(faults, from, "the pool \"" + std::string(row.provider) + "\" has several accounts",
                "unset it, and write ${" + std::string(row.variable) + "} as " + std::string(row.key) +
                    " of the account it belongs to");
    return;
  }
  if (pool->items.empty()) pool->items.push_back(empty_map(from));
  Value& account = pool->items.front();
  if (account.kind == Kind::kMap) at(account, row.key, from) = std::move(value);
}

}  // namespace

void override_config(Value& root, const Environment& environment) {
  for (const ConfigRow& row : kConfigRows) {
    auto value = look_up(row.variable, environment);
    if (!value) continue;
    const Position from = value->position;
    Value* map = row.section.empty() ? &root : node(root, row.section, Kind::kMap, from);
    if (map == nullptr) continue;
    if (row.section == "auth") std::erase_if(map->entries, [](const Entry& entry) { return entry.key == "api_keys"; });
    at(*map, row.key, from) = *std::move(value);
  }
}

void override_pools(Value& root, const Environment& environment, Faults& faults) {
  for (const PoolRow& row : kPoolRows)
    if (auto value = look_up(row.variable, environment)) override_pool(row, *std::move(value), root, faults);
}

}  // namespace aipool::config
