// SPDX-License-Identifier: MIT
//
// StagedPlugin is a plugin file that passed every check that needs none of its code, as a private copy of this process.
//
// Flow:      read_plugin: open_trusted -> read and hash -> sha256; stage_plugin: manifest, check_elf -> copy. Then probe,
//            load. A file with the sum of one that is loaded needs no more than to be read.
// Threading: [control].
// Ownership: the copy is removed with the StagedPlugin, unless it is kept; the RunFolder outlives it.
// Errors:    the reason of the refusal and the fix, without the file name.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/result.h"
#include "core/plugin/elf_gate.h"
#include "core/plugin/file_bytes.h"
#include "core/plugin/manifest.h"
#include "core/plugin/run_folder.h"

namespace aipool::plugin {

// A file that goes with its owner.
class PrivateCopy {
 public:
  explicit PrivateCopy(std::filesystem::path path) noexcept : path_(std::move(path)) {}
  PrivateCopy(PrivateCopy&& other) noexcept : path_(std::exchange(other.path_, {})), kept_(other.kept_) {}
  PrivateCopy& operator=(PrivateCopy&& other) noexcept;
  ~PrivateCopy();

  const std::filesystem::path& path() const noexcept { return path_; }
  // Leaves it for debuggers: it is still mapped.
  void keep() noexcept { kept_ = true; }

 private:
  std::filesystem::path path_;
  bool kept_ = false;
};

struct StagedPlugin {
  std::filesystem::path origin;  // for messages
  PrivateCopy copy;              // what is probed and loaded
  std::string sha256;            // of the copy, lower case
  Manifest manifest;
  ElfFacts facts;
};

struct PluginBytes {
  std::filesystem::path origin;
  FileBytes bytes;
  std::string sha256;  // of them, lower case
};

// `sha256`: what the file must have, empty: anything.
Result<PluginBytes> read_plugin(const std::filesystem::path& file, std::string_view sha256);
Result<StagedPlugin> stage_plugin(PluginBytes file, RunFolder& folder);
Result<StagedPlugin> stage_plugin(const std::filesystem::path& file, std::string_view sha256, RunFolder& folder);

}  // namespace aipool::plugin
