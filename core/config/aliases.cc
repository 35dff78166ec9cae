// SPDX-License-Identifier: MIT
#include <algorithm>

#include "core/config/pools_file.h"
#include "core/config/scalar.h"
#include "core/config/section.h"

namespace aipool::config {
namespace {

// A model's name alone, or {provider: P, model: M}.
FallbackTarget read_aliased(const Value& value, const std::string& path, Faults& faults) {
  FallbackTarget target{{}, {}, value.position};
  if (value.kind != Kind::kMap) {
    if (const std::string* model = text_by_rule(value, path, model_rule, faults)) target.model = *model;
    return target;
  }
  Section section(value, path, faults);
  section.text("provider", target.provider, plugin_name_rule);
  if (find(value, "model") == nullptr)
    section.fault(value.position, "model", "is missing", "name the model that the alias stands for");
  section.text("model", target.model, model_rule);
  section.finish();
  return target;
}

bool is_alias(const PoolsConfig& config, const std::string& name) {
  return std::ranges::find(config.model_aliases, name, &ModelAlias::name) != config.model_aliases.end();
}

}  // namespace

void read_aliases(const Value* aliases, PoolsConfig& config, Faults& faults) {
  if (aliases == nullptr) return;
  for (const Entry& entry : aliases->entries) {
    const std::string path = "model_aliases." + entry.key;
    check_model_name(entry, "model_aliases", faults);
    FallbackTarget target = read_aliased(entry.value, path, faults);
    if (!target.provider.empty()) check_provider(target.provider, target.position, path, config.pools, faults);
    config.model_aliases.push_back({entry.key, std::move(target)});
  }
  for (const ModelAlias& alias : config.model_aliases) {
    if (is_alias(config, alias.target.model))
      add_fault(faults, alias.target.position,
                "model_aliases." + alias.name + ": \"" + alias.target.model + "\" is an alias too",
                "name the model of the upstream");
  }
}

}  // namespace aipool::config
