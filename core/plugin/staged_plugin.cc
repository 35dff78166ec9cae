// SPDX-License-Identifier: MIT
#include "core/plugin/staged_plugin.h"

#include <fcntl.h>
#include <strings.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/plugin/sha256.h"
#include "core/plugin/table_checks.h"
#include "core/plugin/trusted_file.h"

namespace aipool::plugin {
namespace {

Error failed_to(const char* what) {
  return refused(std::string(what) + " failed: " + std::system_category().message(errno));
}

bool is_same_hash(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

Result<PrivateCopy> write_copy(std::string_view bytes, std::filesystem::path path) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0500));
  if (!file) return failed_to("making its private copy");
  PrivateCopy copy(std::move(path));
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return failed_to("writing its private copy");
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return copy;
}

}  // namespace

PrivateCopy& PrivateCopy::operator=(PrivateCopy&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(kept_, other.kept_);
  return *this;
}

PrivateCopy::~PrivateCopy() {
  if (!path_.empty() && !kept_) ::unlink(path_.c_str());
}

Result<PluginBytes> read_plugin(const std::filesystem::path& file, std::string_view sha256) {
  auto opened = open_trusted(file);
  if (!opened) return std::move(opened).error();
  auto bytes = FileBytes::read(opened->get());
  if (!bytes) return std::move(bytes).error();
  std::string hash = sha256_of(bytes->view());
  if (!sha256.empty() && !is_same_hash(hash, sha256)) {
    return refused(
        "has the SHA-256 sum " + hash +
        ", not the one that the configuration gives; put back the file that was meant, or give this sum if it "
        "is the right one");
  }
  return PluginBytes{file, std::move(*bytes), std::move(hash)};
}

Result<StagedPlugin> stage_plugin(PluginBytes file, RunFolder& folder) {
  // A manifest that can be read says best what is wrong, and a file that the gate refuses why there is none.
  sdk::ManifestResult read = sdk::manifest_of_library(file.bytes.view());
  const bool has_manifest = static_cast<bool>(read);
  auto manifest = checked_manifest(std::move(read));
  if (has_manifest && !manifest) return std::move(manifest).error();
  auto facts = check_elf(file.bytes.view());
  if (!facts) return std::move(facts).error();
  if (!manifest) return std::move(manifest).error();
  auto copy = write_copy(file.bytes.view(), folder.next_file(manifest->name, file.sha256));
  if (!copy) return std::move(copy).error();
  return StagedPlugin{std::move(file.origin), std::move(*copy), std::move(file.sha256), std::move(*manifest),
                      std::move(*facts)};
}

Result<StagedPlugin> stage_plugin(const std::filesystem::path& file, std::string_view sha256, RunFolder& folder) {
  auto bytes = read_plugin(file, sha256);
  if (!bytes) return std::move(bytes).error();
  return stage_plugin(std::move(*bytes), folder);
}

}  // namespace aipool::plugin
