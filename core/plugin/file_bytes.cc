// SPDX-License-Identifier: MIT
#include "core/plugin/file_bytes.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

constexpr std::size_t kFileMax = std::size_t{512} << 20;

Error reading_failed() { return refused("reading it failed: " + std::system_category().message(errno)); }

}  // namespace

Result<FileBytes> FileBytes::read(int file) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return reading_failed();
  const auto said = static_cast<std::size_t>(status.st_size);
  if (said > kFileMax) return refused("is larger than 512 MiB; strip it of its debug sections");
  auto bytes = std::make_unique_for_overwrite<char[]>(said + 1);  // one more would be seen
  std::size_t size = 0;
  while (size <= said) {
    const ssize_t got = ::read(file, bytes.get() + size, said + 1 - size);
    if (got < 0 && errno != EINTR) return reading_failed();
    if (got == 0) break;
    if (got > 0) size += static_cast<std::size_t>(got);
  }
  if (size != said) return refused("was written to while it was read; put a whole file in place by renaming it");
  return FileBytes(std::move(bytes), size);
}

}  // namespace aipool::plugin
