// SPDX-License-Identifier: MIT
//
// inspect describes plugin files for the operator: `aipool plugins list` and `aipool plugins inspect FILE`.
//
// Flow:      list reads manifests only; inspect loads the file in probe mode and creates an instance where it can.
// Threading: [control].
// Ownership: nothing is kept; the plugin is unloaded again.
// Errors:    list has a line for a file that is no plugin; inspect gives the reason of the refusal.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/plugin/host_services.h"

namespace aipool::plugin {

// One line a file.
std::string list_text(std::span<const std::filesystem::path> folders);

Result<std::string> inspect_text(const std::filesystem::path& file, HostServices& services);

}  // namespace aipool::plugin
