// SPDX-License-Identifier: MIT
//
// Where plugin files are looked for: the operator's folder or the installed one, then AIPOOL_PLUGIN_PATH.
//
// Flow:      asked by the composition root and by `plugins list`.
// Threading: control thread.
// Ownership: plain values.
// Errors:    a folder that is not there is left out by those who read it.
#pragma once

#include <filesystem>
#include <vector>

namespace aipool::app {

// `plugin_dir` empty: the installed folder.
std::vector<std::filesystem::path> plugin_folders(const std::filesystem::path& plugin_dir);

}  // namespace aipool::app
