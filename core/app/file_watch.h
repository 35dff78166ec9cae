// SPDX-License-Identifier: MIT
//
// FileWatch says that one of some files has changed, however that was done: written in place, replaced by a rename, or
// reached through a link that now leads elsewhere, as Kubernetes does it.
//
// Flow:      watch() names the files and folders; `changed` is called when one has changed and all have been quiet for
//            kQuiet: a file that is being written may look like a shorter one, and be valid. Folders are watched
//            (inotify), never files: one that was replaced tells nothing. Links are followed, and the folders of all their
//            steps are watched too. Whoever was told calls watch() again, since the links may lead elsewhere now.
// Threading: the loop's thread.
// Ownership: borrows the loop, which outlives it.
// Errors:    without inotify, or where a folder cannot be watched, nothing is noticed there; watch() says so.
#pragma once

#include <time.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/http/timer.h"
#include "core/plugin/descriptor.h"

namespace aipool::app {

class FileWatch final : private http::EventSink {
 public:
  // What a program writes takes it a moment; and several files often change together.
  static constexpr std::chrono::milliseconds kQuiet{300};
  static constexpr std::chrono::milliseconds kUnrestMax{5'000};  // one that is always written to holds nothing up

  struct Places {
    std::vector<std::filesystem::path> files;
    std::vector<std::filesystem::path> plugin_folders;  // in which every *.so counts
  };

  FileWatch(http::EventLoop& loop, std::function<void()> changed);
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // In place of what was watched before. The folders that cannot be watched, and why.
  std::vector<std::string> watch(const Places& places);

  // Has what changed after that moment, and before it was watched, told as well.
  void look_back_to(timespec moment);

 private:
  struct Folder {
    std::set<std::string> names;
    bool plugins = false;

    bool concerns(const std::string& name) const;
  };
  using Folders = std::map<std::filesystem::path, Folder>;

  static void add_steps(const std::filesystem::path& file, Folders& folders);
  void on_events(std::uint32_t events) override;
  void put_off();
  void note();

  http::EventLoop& loop_;
  const std::function<void()> changed_;
  const plugin::Descriptor descriptor_;
  std::map<int, Folder> watched_;  // by the kernel's number
  std::map<int, std::filesystem::path> paths_;
  http::Timer quiet_;
  http::TimePoint first_{};  // when the first of the changes came that have not been told
};

}  // namespace aipool::app
