// SPDX-License-Identifier: MIT
//
// LoadedModule is a staged plugin in the process, with its module checked but nothing of it created yet.
//
// Flow:      load() -> options checked against option_specs() -> Generation::create -> unload().
// Threading: [control]; unload() on the reaper's thread.
// Ownership: owns the mapping, the staged copy and the host table that the plugin was given; HostServices outlives it.
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
#include "core/plugin/staged_plugin.h"

namespace aipool::plugin {

class LoadedModule {
 public:
  // `mode`: AIP_MODE_*.
  static Result<LoadedModule> load(StagedPlugin staged, HostServices& services, aip_enum mode = AIP_MODE_SERVE);

  const std::filesystem::path& file() const noexcept { return staged_.origin; }
  const StagedPlugin& staged() const noexcept { return staged_; }
  const Manifest& manifest() const noexcept { return staged_.manifest; }
  const aip_module& table() const noexcept { return table_; }
  const HostTable& host() const noexcept { return *host_; }
  std::vector<config::OptionSpec> option_specs() const;

  // Why it is still mapped, empty: it is gone. Nothing of the plugin may be used afterwards.
  // `left_objects`: it was found to have objects alive.
  std::string unload(bool left_objects);

 private:
  LoadedModule(StagedPlugin staged, std::unique_ptr<HostTable> host, PluginImage image, const aip_module& table);

  StagedPlugin staged_;
  std::unique_ptr<HostTable> host_;  // before the image: what the plugin may call outlives it
  PluginImage image_;
  aip_module table_;
};

}  // namespace aipool::plugin
