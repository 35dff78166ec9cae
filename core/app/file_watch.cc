// SPDX-License-Identifier: MIT
#include "core/app/file_watch.h"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace aipool::app {
namespace {

namespace fs = std::filesystem;

// A file counts when it has been written; while it is, that is only unrest.
constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_MODIFY;
constexpr int kLinksMax = 40;  // as the kernel follows

// A new file is empty, and its writer closes it later; a new link is all that it will be.
bool is_to_be_written(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

}  // namespace

bool FileWatch::Folder::concerns(const std::string& name) const {
  return names.contains(name) || (plugins && name.ends_with(".so"));
}

FileWatch::FileWatch(http::EventLoop& loop, std::function<void()> changed)
    : loop_(loop), changed_(std::move(changed)), descriptor_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)), quiet_(loop) {
  if (descriptor_) loop_.watch(descriptor_.get(), *this);
}

FileWatch::~FileWatch() {
  if (descriptor_) loop_.unwatch(descriptor_.get());
}

// Every name on the way to the file, through all links, in the folder where it stands.
void FileWatch::add_steps(const fs::path& file, Folders& folders) {
  fs::path rest = fs::absolute(file).lexically_normal();
  fs::path at = rest.root_path();
  rest = rest.relative_path();
  for (int links = 0; !rest.empty() && links < kLinksMax;) {
    const fs::path name = *rest.begin();
    const fs::path after = rest.lexically_relative(name);
    std::error_code none;
    const fs::path target = fs::read_symlink(at / name, none);
    const bool last = after == ".";
    if (!none || last) folders[at].names.insert(name.native());  // a plain folder on the way is not expected to change
    if (none) {
      at /= name;
      rest = last ? fs::path() : after;
      continue;
    }
    ++links;
    rest = (last ? target : target / after).lexically_normal();
    if (rest.is_absolute()) {
      at = rest.root_path();
      rest = rest.relative_path();
    }
    while (!rest.empty() && *rest.begin() == "..") {
      at = at.parent_path();
      rest = rest.lexically_relative("..");
      if (rest == ".") rest.clear();
    }
  }
}

std::vector<std::string> FileWatch::watch(const Places& places) {
  if (!descriptor_) return {"inotify: " + std::generic_category().message(errno)};
  Folders folders;
  for (const fs::path& file : places.files) add_steps(file, folders);
  for (const fs::path& folder : places.plugin_folders) {
    std::error_code none;
    if (!fs::is_directory(folder, none)) continue;
    folders[folder].plugins = true;
  }
  std::vector<std::string> faults;
  std::map<int, Folder> watched;
  std::map<int, fs::path> paths;
  for (auto& [path, folder] : folders) {
    const int number = ::inotify_add_watch(descriptor_.get(), path.c_str(), kEvents | IN_ONLYDIR);
    if (number < 0) {
      faults.push_back(path.native() + ": " + std::generic_category().message(errno));
      continue;
    }
    watched[number].names.merge(folder.names);  // two paths may lead to one folder
    watched[number].plugins = watched[number].plugins || folder.plugins;
    paths[number] = path;
  }
  for (const auto& [number, folder] : watched_) {
    if (!watched.contains(number)) ::inotify_rm_watch(descriptor_.get(), number);
  }
  watched_ = std::move(watched);
  paths_ = std::move(paths);
  return faults;
}

void FileWatch::on_events(std::uint32_t) {
  alignas(inotify_event) std::array<char, 4096> buffer;
  bool changed = false;
  bool unrest = false;
  for (;;) {
    const ssize_t bytes = ::read(descriptor_.get(), buffer.data(), buffer.size());
    if (bytes <= 0) break;
    for (std::size_t at = 0; at < static_cast<std::size_t>(bytes);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof(event));
      const std::string name(event.len == 0 ? "" : buffer.data() + at + sizeof(event));
      at += sizeof(event) + event.len;
      const auto folder = watched_.find(event.wd);
      if ((event.mask & IN_Q_OVERFLOW) != 0) changed = true;
      if (folder == watched_.end() || !folder->second.concerns(name)) continue;
      unrest = true;
      if ((event.mask & IN_MODIFY) != 0) continue;
      if ((event.mask & IN_CREATE) != 0 && is_to_be_written(paths_[event.wd] / name)) continue;
      changed = true;
    }
  }
  if (changed && !quiet_.armed()) {
    note();
  } else if (unrest) {
    put_off();
  }
}

void FileWatch::note() {
  first_ = loop_.now();
  quiet_.arm(kQuiet, changed_);
}

void FileWatch::look_back_to(timespec moment) {
  for (const auto& [number, folder] : watched_) {
    std::error_code none;
    for (fs::directory_iterator at(paths_[number], none), end; !none && at != end; at.increment(none)) {
      struct stat status {};
      if (!folder.concerns(at->path().filename().native()) || ::lstat(at->path().c_str(), &status) != 0) continue;
      const timespec& changed = status.st_ctim;
      const bool later =
          changed.tv_sec != moment.tv_sec ? changed.tv_sec > moment.tv_sec : changed.tv_nsec > moment.tv_nsec;
      if (later) return note();
    }
  }
}

void FileWatch::put_off() {
  if (quiet_.armed() && loop_.now() - first_ < kUnrestMax) quiet_.put_off(kQuiet);
}

}  // namespace aipool::app
