// SPDX-License-Identifier: MIT
#include "core/pool/document_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <utility>

#include "core/pool/document.h"

namespace aipool::pool {
namespace {

using plugin::Descriptor;

bool is_same_file(const std::filesystem::path& path, const Descriptor& open) noexcept {
  struct stat named {};
  struct stat held {};
  return ::lstat(path.c_str(), &named) == 0 && ::fstat(open.get(), &held) == 0 && named.st_dev == held.st_dev &&
         named.st_ino == held.st_ino;
}

bool is_stale(const Descriptor& open) noexcept {
  struct stat facts {};
  if (::fstat(open.get(), &facts) != 0) return false;
  return std::time(nullptr) - facts.st_mtim.tv_sec > DocumentLock::kStale.count();
}

// True: another one may be made. Of several who find it stale one at a time goes on, so that the next sees whether the
// name has become a new lock.
bool remove_stale(const std::filesystem::path& path) noexcept {
  const Descriptor found(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!found) return errno == ENOENT;
  if (::flock(found.get(), LOCK_EX | LOCK_NB) != 0) return false;
  return is_stale(found) && is_same_file(path, found) && ::unlink(path.c_str()) == 0;
}

// Nothing: the vendor's tool has it.
Result<std::optional<Descriptor>> take_vendors(const std::filesystem::path& path) {
  for (int tries = 0; tries < 2; ++tries) {
    Descriptor made(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (made) {
      const std::string owner = std::to_string(::getpid()) + '\n';
      if (::write(made.get(), owner.data(), owner.size()) < 0) return document_error(path, "write the lock", errno);
      return std::optional<Descriptor>(std::move(made));
    }
    if (errno != EEXIST) return document_error(path, "make the lock", errno);
    if (!remove_stale(path)) break;
  }
  return std::optional<Descriptor>();
}

}  // namespace

DocumentLock::DocumentLock(Descriptor own, std::filesystem::path vendor_path, Descriptor vendor) noexcept
    : own_(std::move(own)), vendor_path_(std::move(vendor_path)), vendor_(std::move(vendor)) {}

DocumentLock::DocumentLock(DocumentLock&& other) noexcept
    : own_(std::move(other.own_)), vendor_path_(std::move(other.vendor_path_)), vendor_(std::move(other.vendor_)) {}

DocumentLock& DocumentLock::operator=(DocumentLock&& other) noexcept {
  std::swap(own_, other.own_);
  std::swap(vendor_path_, other.vendor_path_);
  std::swap(vendor_, other.vendor_);
  return *this;
}

DocumentLock::~DocumentLock() {
  // One that was taken over as stale is another's by now.
  if (vendor_ && is_same_file(vendor_path_, vendor_)) ::unlink(vendor_path_.c_str());
}

void DocumentLock::keep_fresh() const noexcept {
  if (vendor_) ::futimens(vendor_.get(), nullptr);
}

Result<std::optional<DocumentLock>> DocumentLock::try_take(const std::filesystem::path& document,
                                                           std::string_view vendor_file) {
  std::error_code unresolved;
  std::filesystem::path file = std::filesystem::weakly_canonical(document, unresolved);
  if (unresolved) file = document;
  const std::filesystem::path own_path = file.parent_path() / ("." + file.filename().string() + ".aipool-lock");
  if (auto made = make_folder_of(file); !made) return std::move(made).error();
  Descriptor own(::open(own_path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!own) return document_error(own_path, "open the lock", errno);
  if (::flock(own.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK || errno == EINTR) return std::optional<DocumentLock>();
    return document_error(own_path, "take the lock", errno);
  }
  if (vendor_file.empty()) return std::optional<DocumentLock>(DocumentLock(std::move(own), {}, {}));
  std::filesystem::path vendor_path = document.parent_path() / vendor_file;
  auto vendor = take_vendors(vendor_path);
  if (!vendor) return std::move(vendor).error();
  if (!*vendor) return std::optional<DocumentLock>();
  return std::optional<DocumentLock>(DocumentLock(std::move(own), std::move(vendor_path), *std::move(*vendor)));
}

}  // namespace aipool::pool
