// SPDX-License-Identifier: MIT
//
// read_config_file reads the tree of config.yaml into the sections of Config.
//
// Flow:      load() calls it after expansion and overrides; the pools come from pools_file.h.
// Threading: pure, but for looking whether named files exist.
// Ownership: copies what it keeps.
// Errors:    faults; the keys they concern keep their defaults.
#pragma once

#include "core/config/config.h"
#include "core/config/paths.h"

namespace aipool::config {

void read_config_file(const Value& root, const Paths& paths, Config& config, Faults& faults);

// The list under `plugins` (plugin_entries.cc).
std::vector<PluginEntry> read_plugins(const Value& list, const Paths& paths, Faults& faults);

}  // namespace aipool::config
