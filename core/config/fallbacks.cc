// SPDX-License-Identifier: MIT
#include "core/config/pools_file.h"
#include "core/config/scalar.h"
#include "core/config/section.h"

namespace aipool::config {
namespace {

// {provider: P, model: M}, where M may be left out.
FallbackTarget read_target(const Value& value, const std::string& path, Faults& faults) {
  FallbackTarget target{{}, {}, value.position};
  Section section(value, path, faults);
  section.text("provider", target.provider, plugin_name_rule);
  if (value.kind == Kind::kMap && find(value, "provider") == nullptr)
    section.fault(value.position, "provider", "is missing", "name the pool to fall back to");
  section.text("model", target.model, model_rule);
  section.finish();
  return target;
}

// A pool's name alone, or the map above.
FallbackTarget read_chain_member(const Value& value, const std::string& path, Faults& faults) {
  if (value.kind == Kind::kMap || value.kind == Kind::kList) return read_target(value, path, faults);
  FallbackTarget target{{}, {}, value.position};
  if (const std::string* name = text_by_rule(value, path, plugin_name_rule, faults)) target.provider = *name;
  return target;
}

void read_chain(const Entry& entry, PoolsConfig& config, Faults& faults) {
  const std::string path = "fallback_chains." + entry.key;
  check_provider(entry.key, entry.position, "fallback_chains", config.pools, faults);
  if (entry.value.kind != Kind::kList) {
    add_type_fault(faults, entry.value, path, kExpectList);
    return;
  }
  FallbackChain chain{entry.key, {}};
  for (const Value& item : entry.value.items) {
    FallbackTarget target = read_chain_member(item, path, faults);
    if (!target.provider.empty()) check_provider(target.provider, target.position, path, config.pools, faults);
    if (target.provider == entry.key && target.model.empty())
      add_fault(faults, target.position, path + ": a pool cannot fall back to itself", "remove it, or name a model");
    chain.targets.push_back(std::move(target));
  }
  config.fallback_chains.push_back(std::move(chain));
}

void read_model_fallback(const Entry& entry, PoolsConfig& config, Faults& faults) {
  const std::string path = "model_fallbacks." + entry.key;
  check_model_name(entry, "model_fallbacks", faults);
  FallbackTarget target = read_target(entry.value, path, faults);
  if (!target.provider.empty()) check_provider(target.provider, target.position, path, config.pools, faults);
  config.model_fallbacks.push_back({entry.key, std::move(target)});
}

}  // namespace

void check_model_name(const Entry& entry, const std::string& path, Faults& faults) {
  const Complaint complaint = model_rule(entry.key);
  if (complaint.wrong.empty()) return;
  add_fault(faults, entry.position, path + ": " + quote_key(entry.key) + " " + std::string(complaint.wrong),
            complaint.fix);
}

void read_fallbacks(const Value* chains, const Value* models, PoolsConfig& config, Faults& faults) {
  if (chains != nullptr)
    for (const Entry& entry : chains->entries) read_chain(entry, config, faults);
  if (models != nullptr)
    for (const Entry& entry : models->entries) read_model_fallback(entry, config, faults);
}

}  // namespace aipool::config
