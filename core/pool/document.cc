// SPDX-License-Identifier: MIT
#include "core/pool/document.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "core/plugin/descriptor.h"

namespace aipool::pool {
namespace {

using plugin::Descriptor;

constexpr mode_t kOwnerOnly = 0600;

// One name for each document: what a crash has left is gone with the next write.
std::filesystem::path new_text_of(const std::filesystem::path& file) {
  return file.parent_path() / ("." + file.filename().string() + ".aipool-new");
}

Result<void> make_folder(const std::filesystem::path& folder) {
  if (folder.empty()) return {};
  std::error_code failure;
  if (std::filesystem::is_directory(folder, failure)) return {};
  if (auto made = make_folder(folder.parent_path()); !made) return made;
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return document_error(folder, "make the folder", errno);
  return {};
}

bool write_all(const Descriptor& target, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(target.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The owner of the file that is replaced; a group is given on where that is allowed.
bool keep_owner(const Descriptor& target, const std::filesystem::path& file) {
  struct stat before {};
  struct stat now {};
  if (::stat(file.c_str(), &before) != 0) return errno == ENOENT;
  if (::fstat(target.get(), &now) != 0) return false;
  if (before.st_gid != now.st_gid && ::fchown(target.get(), uid_t(-1), before.st_gid) != 0 && errno != EPERM)
    return false;
  return before.st_uid == now.st_uid || ::fchown(target.get(), before.st_uid, gid_t(-1)) == 0;
}

Result<void> fill(const std::filesystem::path& fresh, const std::filesystem::path& file, std::string_view text) {
  ::unlink(fresh.c_str());
  const Descriptor target(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kOwnerOnly));
  if (!target) return document_error(fresh, "make the file", errno);
  if (!keep_owner(target, file)) return document_error(file, "keep the owner of the file", errno);
  // A umask may have taken bits away.
  if (::fchmod(target.get(), kOwnerOnly) != 0) return document_error(fresh, "set the mode", errno);
  if (!write_all(target, text) || ::fsync(target.get()) != 0) return document_error(fresh, "write the file", errno);
  return {};
}

Result<void> make_durable(const std::filesystem::path& folder) {
  const Descriptor entries(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!entries || ::fsync(entries.get()) != 0) return document_error(folder, "write the folder", errno);
  return {};
}

}  // namespace

Error document_error(const std::filesystem::path& file, std::string_view what, int reason) {
  const bool denied = reason == EACCES || reason == EPERM || reason == EROFS;
  return make_error(
      denied ? ErrorCode::kPermission : ErrorCode::kInternal, ErrorSource::kConfig,
      file.string() + ": could not " + std::string(what) + ": " + std::generic_category().message(reason));
}

Result<std::optional<Secret>> read_document(const std::filesystem::path& file, std::size_t bytes_max) {
  const Descriptor source(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!source && (errno == ENOENT || errno == ENOTDIR)) return std::optional<Secret>();
  if (!source) return document_error(file, "open the file", errno);
  struct stat facts {};
  if (::fstat(source.get(), &facts) != 0) return document_error(file, "look at the file", errno);
  if (!S_ISREG(facts.st_mode)) return document_error(file, "read it as a file", EINVAL);
  if (facts.st_size > static_cast<off_t>(bytes_max)) return document_error(file, "read the file", EFBIG);
  std::string text(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t got = ::read(source.get(), text.data() + done, text.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return document_error(file, "read the file", errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  text.resize(done);
  return std::optional<Secret>(Secret(std::move(text)));
}

Result<void> write_document(const std::filesystem::path& named, std::string_view text) {
  std::error_code unresolved;
  std::filesystem::path file = std::filesystem::weakly_canonical(named, unresolved);
  if (unresolved) file = named;
  if (auto made = make_folder_of(file); !made) return made;
  const std::filesystem::path fresh = new_text_of(file);
  if (auto filled = fill(fresh, file, text); !filled) {
    ::unlink(fresh.c_str());
    return filled;
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) return document_error(file, "replace the file", errno);
  return make_durable(file.parent_path());
}

Result<void> make_folder_of(const std::filesystem::path& file) { return make_folder(file.parent_path()); }

DocumentStamp stamp_of(const std::filesystem::path& file) noexcept {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return {};
  constexpr std::int64_t kSecond = 1'000'000'000;
  return {true, facts.st_dev, facts.st_ino, facts.st_ctim.tv_sec * kSecond + facts.st_ctim.tv_nsec};
}

bool is_open_to_others(const std::filesystem::path& file) noexcept {
  struct stat facts {};
  return ::stat(file.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0;
}

}  // namespace aipool::pool
