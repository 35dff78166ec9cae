// SPDX-License-Identifier: MIT
#include "core/plugin/loaded_module.h"

#include <utility>

#include "core/plugin/module_checks.h"
#include "core/plugin/option_specs.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {

Result<LoadedModule> LoadedModule::load(const std::filesystem::path& file, Manifest manifest, HostServices& services,
                                        aip_enum mode) {
  auto host = std::make_unique<HostTable>(services, manifest.name, mode);
  auto image = PluginImage::open(file);
  if (!image) return std::move(image).error();
  const aip_module* module = nullptr;
  try {
    module = image->entry()(host->abi());
  } catch (...) {
    return refused("its entry threw an exception");
  }
  auto table = check_module(module, manifest);
  if (!table) return std::move(table).error();
  return LoadedModule(file, std::move(manifest), std::move(host), std::move(*image), *table);
}

LoadedModule::LoadedModule(std::filesystem::path file, Manifest manifest, std::unique_ptr<HostTable> host,
                           PluginImage image, const aip_module& table)
    : file_(std::move(file)),
      manifest_(std::move(manifest)),
      host_(std::move(host)),
      image_(std::move(image)),
      table_(table) {}

std::vector<config::OptionSpec> LoadedModule::option_specs() const {
  return plugin::option_specs(std::span(table_.options, table_.option_count));
}

}  // namespace aipool::plugin
