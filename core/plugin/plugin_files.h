// SPDX-License-Identifier: MIT
//
// plugin_files finds plugin files: NAME.so in a list of folders, of which the first that has a name wins.
//
// Flow:      folders once, then a lookup by name or a listing of all.
// Threading: reads the file system only.
// Ownership: plain values.
// Errors:    none; a folder that is not there or cannot be read holds no plugins.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace aipool::plugin {

using Folders = std::vector<std::filesystem::path>;

// `path_list`: the value of AIPOOL_PLUGIN_PATH, folders between colons, searched before `plugin_dir`. All are absolute.
Folders plugin_folders(std::string_view path_list, const std::filesystem::path& plugin_dir);

std::optional<std::filesystem::path> find_plugin(std::span<const std::filesystem::path> folders, std::string_view name);

// Sorted by name.
std::vector<std::filesystem::path> list_plugins(std::span<const std::filesystem::path> folders);

}  // namespace aipool::plugin
