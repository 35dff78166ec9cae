// SPDX-License-Identifier: MIT
#include "core/plugin/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cstdlib>
#include <system_error>

#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPrivate = 0700;
constexpr std::string_view kLockSuffix = ".lock";
constexpr int kAttempts = 1000;

std::atomic<std::uint32_t> folders_made{0};

std::string words(int error) { return std::system_category().message(error); }

// Both are "" when code of ours alone can live there. In the place others might rename the folder.
std::string why_unsafe(const fs::path& place) {
  struct stat status {};
  if (::stat(place.c_str(), &status) != 0) return words(errno);
  if (!S_ISDIR(status.st_mode)) return "is no folder";
  if (status.st_uid != ::geteuid() && status.st_uid != 0) return "belongs to user " + std::to_string(status.st_uid);
  const bool shared = (status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0;
  return shared ? "everybody may write to it" : "";
}

std::string why_unusable(const fs::path& folder) {
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) return words(errno);
  if (!S_ISDIR(status.st_mode)) return "is no folder";
  if (status.st_uid != ::geteuid()) return "belongs to user " + std::to_string(status.st_uid);
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0 && ::chmod(folder.c_str(), kPrivate) != 0) return words(errno);
  struct statvfs mount {};
  if (::statvfs(folder.c_str(), &mount) != 0) return words(errno);
  if ((mount.f_flag & ST_NOEXEC) != 0) return "is on a mount with noexec";
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? "" : words(errno);
}

// A lock that no living process holds marks a folder whose process is gone.
void clear_dead(const fs::path& place) {
  std::error_code failed;
  for (fs::directory_iterator at(place, failed), end; !failed && at != end; at.increment(failed)) {
    const fs::path& lock_file = at->path();
    if (lock_file.extension() != kLockSuffix) continue;
    const Descriptor lock(::open(lock_file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) continue;
    std::error_code ignored;
    fs::remove_all(fs::path(lock_file).replace_extension(), ignored);
    fs::remove(lock_file, ignored);
  }
}

// The lock is taken before it has a name that clear_dead() of another process could see as free: that one then fails
// to lock it, or has removed the name, which the second look finds out.
Descriptor take_lock(const fs::path& lock_file) {
  Descriptor lock(::open(lock_file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) return Descriptor();
  struct stat opened {};
  struct stat named {};
  const bool still_there = ::fstat(lock.get(), &opened) == 0 && ::stat(lock_file.c_str(), &named) == 0;
  return still_there && opened.st_ino == named.st_ino ? std::move(lock) : Descriptor();
}

}  // namespace

Result<RunFolder> RunFolder::make(std::span<const fs::path> places) {
  std::string tried;
  for (const fs::path& place : places) {
    const fs::path run = place / "run";
    std::error_code ignored;
    fs::create_directories(place, ignored);
    ::mkdir(run.c_str(), kPrivate);
    std::string reason = why_unsafe(place);
    if (reason.empty()) reason = why_unusable(run);
    if (reason.empty()) {
      clear_dead(run);
      for (int attempt = 0; attempt < kAttempts; ++attempt) {
        fs::path path = run / (std::to_string(::getpid()) + "-" + std::to_string(++folders_made));
        Descriptor lock = take_lock(path.native() + std::string(kLockSuffix));
        if (lock && ::mkdir(path.c_str(), kPrivate) == 0) return RunFolder(path, std::move(lock));
        reason = words(errno);
      }
    }
    tried.append(tried.empty() ? "" : "; ").append(run.native()).append(": ").append(reason);
  }
  return refused(
      "there is no private folder for the copies of plugins; set state_dir to one that this user owns, on a "
      "mount without noexec (tried " +
      tried + ")");
}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)), files_(other.files_.load()) {}

RunFolder::~RunFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
  path_ += kLockSuffix;
  fs::remove(path_, ignored);
}

fs::path RunFolder::next_file(std::string_view name, std::string_view hash) {
  std::string file(name);
  file.append(".").append(hash.substr(0, 12)).append(".g").append(std::to_string(++files_)).append(".so");
  return path_ / file;
}

std::vector<fs::path> run_places(const fs::path& state_dir) {
  std::vector<fs::path> places;
  if (!state_dir.empty()) places.push_back(state_dir);
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime == '/') places.push_back(fs::path(runtime) / "aipool");
  const std::string own = "aipool-" + std::to_string(::geteuid());
  for (const char* shared : {"/var/tmp", "/tmp"}) places.push_back(fs::path(shared) / own);
  return places;
}

}  // namespace aipool::plugin
