// SPDX-License-Identifier: MIT
//
// inspect describes plugin files for the operator: `aipool plugins list` and `aipool plugins inspect FILE`.
//
// Flow:      list reads manifests only; inspect tells what a child process found that loaded a copy of the file and,
// where
//            it could, made an instance.
// Threading: [control].
// Ownership: nothing is kept; nothing of the plugin runs in this process.
// Errors:    list has a line for a file that is no plugin; inspect gives the reason of the refusal.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "core/base/result.h"
#include "core/plugin/plugin_host.h"

namespace aipool::plugin {

// One line a file.
std::string list_text(std::span<const std::filesystem::path> folders);

// REQUIRES: the host has a prober.
Result<std::string> inspect_text(const std::filesystem::path& file, const PluginHost& host);

}  // namespace aipool::plugin
