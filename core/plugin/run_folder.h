// SPDX-License-Identifier: MIT
//
// RunFolder is the private folder of this process for the copies of plugins that it runs.
//
// Flow:      make() picks the first usable place, clears away what dead processes left there, and locks a folder of its
//            own: PLACE/run/PID.N, mode 0700. The destructor removes it.
// Threading: name_for() is safe from any thread.
// Ownership: owns the folder and all in it; a lock file beside it, held open, says that its process lives.
// Errors:    every place that was tried, with its reason.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/plugin/descriptor.h"

namespace aipool::plugin {

class RunFolder {
 public:
  // A place must be ours alone, writable, and on a mount from which code may run.
  static Result<RunFolder> make(std::span<const std::filesystem::path> places);
  RunFolder(RunFolder&& other) noexcept;
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();

  const std::filesystem::path& path() const noexcept { return path_; }

  // A file name that was never used before: NAME.HASH.gN.so. The loader tells libraries apart by it.
  std::filesystem::path next_file(std::string_view name, std::string_view hash);

 private:
  RunFolder(std::filesystem::path path, Descriptor lock) noexcept : path_(std::move(path)), lock_(std::move(lock)) {}

  std::filesystem::path path_;  // empty once moved from
  Descriptor lock_;
  std::atomic<std::uint32_t> files_{0};
};

// Where copies may live, in this order: the state folder, then places that are private to the user.
std::vector<std::filesystem::path> run_places(const std::filesystem::path& state_dir);

}  // namespace aipool::plugin
