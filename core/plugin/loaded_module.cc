// SPDX-License-Identifier: MIT
#include "core/plugin/loaded_module.h"

#include <utility>

#include "core/plugin/module_checks.h"
#include "core/plugin/option_specs.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {

Result<LoadedModule> LoadedModule::load(StagedPlugin staged, HostServices& services, aip_enum mode) {
  auto host = std::make_unique<HostTable>(services, staged.manifest.name, mode);
  auto image = PluginImage::open(staged.copy.path());
  if (!image) return std::move(image).error();
  const aip_module* module = nullptr;
  try {
    module = image->entry()(host->abi());
  } catch (...) {
    return refused("its entry threw an exception");
  }
  auto table = check_module(module, staged.manifest);
  if (!table) return std::move(table).error();
  return LoadedModule(std::move(staged), std::move(host), std::move(*image), *table);
}

LoadedModule::LoadedModule(StagedPlugin staged, std::unique_ptr<HostTable> host, PluginImage image,
                           const aip_module& table)
    : staged_(std::move(staged)), host_(std::move(host)), image_(std::move(image)), table_(table) {}

std::vector<config::OptionSpec> LoadedModule::option_specs() const {
  return plugin::option_specs(std::span(table_.options, table_.option_count));
}

std::string LoadedModule::unload(bool left_objects) {
  std::string why;
  if (left_objects) {
    why = "it left objects behind";
  } else if (!staged_.facts.outliving_import.empty()) {
    why = "it imports " + staged_.facts.outliving_import + ", whose work may outlive its objects";
  } else if (!image_.close()) {
    why = "a thread or another library holds it";
  }
  if (why.empty()) return why;
  image_.keep_mapped();
  staged_.copy.keep();
  return why;
}

}  // namespace aipool::plugin
