// SPDX-License-Identifier: MIT
//
// ConfigFolder is a temporary folder with configuration files and an environment of its own.
//
// Flow:      a test writes files and sets variables, then loads.
// Threading: one test each.
// Ownership: removes the folder when destroyed.
// Errors:    a folder that cannot be made throws, which fails the test.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "core/config/load.h"

namespace aipool::config {

class ConfigFolder {
 public:
  ConfigFolder();
  ~ConfigFolder();
  ConfigFolder(const ConfigFolder&) = delete;
  ConfigFolder& operator=(const ConfigFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& name, std::string_view text) const;
  void set(const std::string& variable, const std::string& value) { variables_[variable] = value; }

  // Loads config.yaml of the folder; `work`, a folder in it, is the working directory.
  Loaded load() const { return load(path_ / "config.yaml"); }
  Loaded load(const std::filesystem::path& file) const;

  // The faults as printed, one a line, without the folder's own path.
  std::string faults(const Loaded& loaded) const;

 private:
  std::filesystem::path path_;
  std::map<std::string, std::string> variables_;
};

}  // namespace aipool::config
