// SPDX-License-Identifier: MIT
//
// Manifest says what a plugin file brings, read from its ELF section without running any of its code.
//
// Flow:      read_manifest(file) before a file is loaded; the registry decides by it which files are needed.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    the reason in a few words, without the file name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace aipool::plugin {

struct Manifest {
  struct Protocol {
    std::string id;
    bool client = false;
    bool upstream = false;
  };
  struct Provider {
    std::string id;
    std::vector<std::string> protocols;
  };

  std::string abi;
  std::string name;
  std::string version;
  std::string license;
  std::vector<Protocol> protocols;
  std::vector<Provider> providers;
  std::string text;  // the section's bytes
};

Result<Manifest> read_manifest(const std::filesystem::path& file);

}  // namespace aipool::plugin
