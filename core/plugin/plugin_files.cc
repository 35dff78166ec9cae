// SPDX-License-Identifier: MIT
#include "core/plugin/plugin_files.h"

#include <algorithm>
#include <map>
#include <string>
#include <system_error>
#include <utility>

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".so";

}  // namespace

Folders plugin_folders(std::string_view path_list, const fs::path& plugin_dir) {
  Folders folders;
  while (!path_list.empty()) {
    const std::size_t end = std::min(path_list.find(':'), path_list.size());
    if (end > 0) folders.push_back(fs::absolute(path_list.substr(0, end)));
    path_list.remove_prefix(std::min(end + 1, path_list.size()));
  }
  if (!plugin_dir.empty()) folders.push_back(fs::absolute(plugin_dir));
  return folders;
}

std::optional<fs::path> find_plugin(std::span<const fs::path> folders, std::string_view name) {
  for (const fs::path& folder : folders) {
    fs::path file = folder / std::string(name).append(kSuffix);
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) return file;
  }
  return std::nullopt;
}

std::vector<fs::path> list_plugins(std::span<const fs::path> folders) {
  std::map<std::string, fs::path> by_name;
  for (const fs::path& folder : folders) {
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
      std::error_code ignored;
      const fs::path& file = at->path();
      if (file.extension() == kSuffix && at->is_regular_file(ignored)) by_name.try_emplace(file.stem().native(), file);
    }
  }
  std::vector<fs::path> files;
  for (auto& [name, file] : by_name) files.push_back(std::move(file));
  return files;
}

}  // namespace aipool::plugin
