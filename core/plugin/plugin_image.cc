// SPDX-License-Identifier: MIT
#include "core/plugin/plugin_image.h"

#include <dlfcn.h>

#include <string>
#include <utility>

#include "core/plugin/build_kind.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

constexpr const char* kEntry = "aipool_plugin_v1";

// The loader's words, without the file name that they open with: the caller says that.
std::string loader_reason(const std::filesystem::path& file) {
  const char* words = ::dlerror();
  std::string reason = words == nullptr ? "cannot be loaded" : words;
  const std::string prefix = file.string() + ": ";
  if (reason.starts_with(prefix)) reason.erase(0, prefix.size());
  return reason;
}

}  // namespace

Result<PluginImage> PluginImage::open(const std::filesystem::path& file) {
  boost::dll::shared_library library;
  boost::dll::fs::error_code failed;
  library.load(file, failed, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (failed) return refused(loader_reason(file));
  if (!library.has(kEntry)) return refused(std::string("exports no ") + kEntry + "()");
  auto& function = library.get<const aip_module*(const aip_host*)>(kEntry);
  if constexpr (kAddressSanitized) ::dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE);
  return PluginImage(file, std::move(library), &function);
}

PluginImage::PluginImage(std::filesystem::path file, boost::dll::shared_library library, aip_entry_fn function) noexcept
    : file_(std::move(file)), library_(std::move(library)), entry_(function) {}

// The flag sticks to the mapping; the handle that sets it keeps it counted for good.
void PluginImage::keep_mapped() const { ::dlopen(file_.c_str(), RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE); }

bool PluginImage::close() {
  entry_ = nullptr;
  library_.unload();
  if constexpr (kAddressSanitized) return true;
  void* const still = ::dlopen(file_.c_str(), RTLD_NOW | RTLD_NOLOAD);
  if (still != nullptr) ::dlclose(still);
  return still == nullptr;
}

}  // namespace aipool::plugin
