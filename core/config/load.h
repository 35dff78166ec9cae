// SPDX-License-Identifier: MIT
//
// load reads, checks and completes the whole configuration: both files and the environment.
//
// Flow:      text -> tree (yaml_reader) -> ${NAME} (environment) -> overrides -> structs (config_file, pools_file)
//            -> safety. Called by `serve`, `check` and each reload.
// Threading: reads files and the given environment; nothing is shared.
// Ownership: the caller owns the result.
// Errors:    every fault of everything, sorted by place; the config may be used only where there is none.
// Units:     a file of at most 1 MiB.
#pragma once

#include <filesystem>
#include <string>

#include "core/config/config.h"
#include "core/config/environment.h"

namespace aipool::config {

struct LoadOptions {
  std::filesystem::path file;               // config.yaml; empty: the environment alone
  Environment environment;                  // empty: the process's own
  std::filesystem::path working_directory;  // empty: the process's own
  std::string host_in_use;                  // which a reload cannot change, so that it decides which keys are needed
};

struct Loaded {
  Config config;
  Faults faults;
};

// Without provider_pools_file, provider-pools.yaml beside the file is read if it is there.
Loaded load(const LoadOptions& options);

}  // namespace aipool::config
