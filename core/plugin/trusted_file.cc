// SPDX-License-Identifier: MIT
#include "core/plugin/trusted_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>
#include <system_error>
#include <utility>

#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

namespace fs = std::filesystem;

bool is_owner(const struct stat& status) { return status.st_uid == 0 || status.st_uid == ::geteuid(); }

Error not_ours(const std::string& what, const struct stat& status) {
  return refused(what + " belongs to user " + std::to_string(status.st_uid) +
                 ", who could change it; give it to root or to user " + std::to_string(::geteuid()) + " with chown");
}

Error cannot_open(int error) { return refused("the file cannot be opened: " + std::system_category().message(error)); }

// The folder, open, so that the file is then taken from this very one.
Result<Descriptor> open_folder(const fs::path& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status {};
  if (!opened || ::fstat(opened.get(), &status) != 0) return cannot_open(errno);
  if (!is_owner(status)) return not_ours("its folder " + folder.native(), status);
  if ((status.st_mode & S_IWOTH) != 0 && (status.st_mode & S_ISVTX) == 0) {
    return refused("everybody may write to its folder " + folder.native() + "; take that away with chmod o-w");
  }
  return opened;
}

}  // namespace

Result<Descriptor> open_trusted(const fs::path& file) {
  std::error_code failed;
  const fs::path real = fs::canonical(file, failed);
  if (failed) return cannot_open(failed.value());
  if (!real.has_filename()) return refused("is no regular file; name the plugin's .so");
  if (auto named = open_folder(file.parent_path()); !named) return named;
  auto folder = open_folder(real.parent_path());
  if (!folder) return folder;

  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor opened(::openat(folder->get(), real.filename().c_str(), kFlags));
  struct stat status {};
  if (!opened || ::fstat(opened.get(), &status) != 0) return cannot_open(errno);
  if (!S_ISREG(status.st_mode)) return refused("is no regular file; name the plugin's .so");
  if (!is_owner(status)) return not_ours("the file", status);
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return refused("others than its owner may write to the file; take that away with chmod go-w");
  }
  return opened;
}

}  // namespace aipool::plugin
