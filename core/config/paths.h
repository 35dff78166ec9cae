// SPDX-License-Identifier: MIT
//
// Paths finds the files that a configuration names: beside the file that names them, then in the working directory.
//
// Flow:      one Paths for each file read; Section::path() goes through it.
// Threading: const and reads the file system only.
// Ownership: plain values.
// Errors:    none; a file that is not there is an empty result.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace aipool::config {

struct Paths {
  std::filesystem::path beside;   // the folder of the file that names the path
  std::filesystem::path working;  // the working directory

  std::optional<std::filesystem::path> existing(const std::filesystem::path& written) const;

  // The same for what the server may create itself: a new one goes beside the file.
  std::filesystem::path existing_or_new(const std::filesystem::path& written) const;

  // `"a/x" or "b/x"`: the places tried.
  std::string tried(const std::filesystem::path& written) const;
};

}  // namespace aipool::config
