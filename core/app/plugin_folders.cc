// SPDX-License-Identifier: MIT
#include "core/app/plugin_folders.h"

#include <cstdlib>
#include <string_view>

namespace aipool::app {

std::vector<std::filesystem::path> plugin_folders(const std::filesystem::path& plugin_dir) {
  std::vector<std::filesystem::path> folders{plugin_dir.empty() ? std::filesystem::path(AIPOOL_PLUGIN_DIR) : plugin_dir};
  const char* const path = std::getenv("AIPOOL_PLUGIN_PATH");
  std::string_view rest = path == nullptr ? "" : path;
  while (!rest.empty()) {
    const std::string_view folder = rest.substr(0, rest.find(':'));
    if (!folder.empty()) folders.push_back(std::filesystem::absolute(folder));
    rest.remove_prefix(std::min(folder.size() + 1, rest.size()));
  }
  return folders;
}

}  // namespace aipool::app
