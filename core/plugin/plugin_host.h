// SPDX-License-Identifier: MIT
//
// PluginHost is what loading plugins takes of this process.
//
// Flow:      made by the composition root; build_registry() and inspect_text() use it.
// Threading: as its members.
// Ownership: refers to the services and the folder, which outlive every plugin.
// Errors:    none.
#pragma once

#include "core/plugin/host_services.h"
#include "core/plugin/probe.h"
#include "core/plugin/run_folder.h"

namespace aipool::plugin {

struct PluginHost {
  HostServices& services;
  RunFolder& run_folder;
  Prober prober;  // without a program plugins are loaded unprobed: for tests
};

}  // namespace aipool::plugin
