// SPDX-License-Identifier: MIT
//
// LoadedModule is a plugin file in the process, with its module checked but nothing of it created yet.
//
// Flow:      load() -> options checked against option_specs() -> Generation::create.
// Threading: [control].
// Ownership: owns the mapping and the host table that the plugin was given; HostServices outlives it.
// Errors:    the reason of the refusal, in a few words, without the file name.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/config/options.h"
#include "core/plugin/host_services.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_image.h"

namespace aipool::plugin {

class LoadedModule {
 public:
  // `file` is absolute; `manifest` is what read_manifest() gave for it; `mode`: AIP_MODE_*.
  static Result<LoadedModule> load(const std::filesystem::path& file, Manifest manifest, HostServices& services,
                                   aip_enum mode = AIP_MODE_SERVE);

  const std::filesystem::path& file() const noexcept { return file_; }
  const Manifest& manifest() const noexcept { return manifest_; }
  const aip_module& table() const noexcept { return table_; }
  const HostTable& host() const noexcept { return *host_; }
  const PluginImage& image() const noexcept { return image_; }
  std::vector<config::OptionSpec> option_specs() const;

 private:
  LoadedModule(std::filesystem::path file, Manifest manifest, std::unique_ptr<HostTable> host, PluginImage image,
               const aip_module& table);

  std::filesystem::path file_;
  Manifest manifest_;
  std::unique_ptr<HostTable> host_;  // before the image: what the plugin may call outlives it
  PluginImage image_;
  aip_module table_;
};

}  // namespace aipool::plugin
