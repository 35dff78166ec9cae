// SPDX-License-Identifier: MIT
#include "tests/unit/config/config_folder.h"

#include <stdlib.h>

#include <fstream>
#include <stdexcept>

namespace aipool::config {

ConfigFolder::ConfigFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "aipool-config-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
  std::filesystem::create_directory(path_ / "work");
}

ConfigFolder::~ConfigFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void ConfigFolder::write(const std::string& name, std::string_view text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
}

Loaded ConfigFolder::load(const std::filesystem::path& file) const {
  const Environment environment = [this](const std::string& name) -> std::optional<std::string> {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  };
  return config::load({file, environment, path_ / "work", {}});
}

std::string ConfigFolder::faults(const Loaded& loaded) const {
  const std::string prefix = path_.string() + "/";
  std::string text;
  for (const Diagnostic& fault : loaded.faults) text += to_string(fault) + "\n";
  for (std::size_t at = text.find(prefix); at != text.npos; at = text.find(prefix, at)) text.erase(at, prefix.size());
  return text;
}

}  // namespace aipool::config
