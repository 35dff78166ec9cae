// SPDX-License-Identifier: MIT
//
// read_pools_file reads the tree of provider-pools.yaml: pools, their accounts, the fallbacks between them, and
// aliases of models.
//
// Flow:      load() calls it after expansion and overrides.
// Threading: pure, but for looking whether named files exist.
// Ownership: copies what it keeps.
// Errors:    faults; the keys they concern keep their defaults. Which providers exist and which options they take
//            is the plugins' to say: see check_options().
#pragma once

#include <span>
#include <string>

#include "core/config/config.h"
#include "core/config/paths.h"

namespace aipool::config {

void read_pools_file(const Value& root, const Paths& paths, PoolsConfig& config, Faults& faults);

// One entry of a pool, the `number`th (from 1) of `provider` (account.cc).
AccountConfig read_account(const Value& map, const std::string& provider, std::size_t number, const Paths& paths,
                           Faults& faults);

// fallback_chains and model_fallbacks; every provider they name must have a pool (fallbacks.cc).
void read_fallbacks(const Value* chains, const Value* models, PoolsConfig& config, Faults& faults);

// Names of models that are none of the upstreams' (aliases.cc).
void read_aliases(const Value* aliases, PoolsConfig& config, Faults& faults);

// A fault unless the entry's key, under `path`, can be a model's name (fallbacks.cc).
void check_model_name(const Entry& entry, const std::string& path, Faults& faults);

// A fault unless `provider` is one of the pools.
void check_provider(const std::string& provider, const Position& at, const std::string& path,
                    std::span<const PoolConfig> pools, Faults& faults);

}  // namespace aipool::config
