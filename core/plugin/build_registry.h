// SPDX-License-Identifier: MIT
//
// build_registry loads the plugins that a configuration needs and makes sure that everything it names is there.
//
// Flow:      find files -> read manifests -> stage what is needed -> probe all at once, in child processes -> load, check
//            options, create -> resolve ids and routes. A plugin of the registry before whose file and options are the
//            same goes on as it is.
//            With `plugins` in the configuration exactly those are loaded; without it every file that brings a protocol
//            and those whose provider has a pool.
// Threading: [control].
// Ownership: the caller owns the registry, which pins the plugins; what `host` refers to outlives it.
// Errors:    every fault is collected: at its place in the configuration where it has one, else by file name.
#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "core/config/config.h"
#include "core/plugin/plugin_host.h"
#include "core/plugin/registry.h"

namespace aipool::plugin {

// Empty if there were faults. `before`: what is in use, NULL at the start.
std::shared_ptr<const Registry> build_registry(const config::Config& config,
                                               std::span<const std::filesystem::path> folders, const PluginHost& host,
                                               config::Faults& faults, const Registry* before = nullptr);

}  // namespace aipool::plugin
