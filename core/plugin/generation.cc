// SPDX-License-Identifier: MIT
#include "core/plugin/generation.h"

#include <string>
#include <utility>

#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

FieldList as_fields(std::span<const config::OptionValue> values) {
  FieldList list;
  for (const config::OptionValue& value : values) list.add(value.name, value.text, value.secret);
  return list;
}

}  // namespace

Result<std::shared_ptr<const Generation>> Generation::create(LoadedModule module,
                                                             std::span<const config::OptionValue> config) {
  const FieldList list = as_fields(config);
  void* instance = nullptr;
  aip_rc rc = AIP_E_PANIC;
  try {
    rc = module.table().create(module.host().abi(), list.view(), &instance);
  } catch (...) {
    return refused("its create() threw an exception");
  }
  if (rc != AIP_OK) return refused("its create() failed with " + std::to_string(rc) + ", see its own line in the log");
  const std::shared_ptr<Generation> made(new Generation(std::move(module), instance));
  if (auto roles = made->read(); !roles) return std::move(roles).error();
  return std::shared_ptr<const Generation>(made);
}

Generation::Generation(LoadedModule module, void* instance)
    : module_(std::move(module)), instance_(instance), number_(module_.host().services().next_generation()) {}

Result<void> Generation::read() {
  try {
    auto roles = read_roles(module_.table(), instance_, module_.manifest(), services().numbers());
    if (!roles) return std::move(roles).error();
    roles_ = std::move(*roles);
    return {};
  } catch (...) {
    return refused("it threw an exception when it was asked for its roles");
  }
}

Generation::~Generation() {
  try {
    module_.table().destroy(instance_);
  } catch (...) {
    services().report_panic(name(), "destroy", {});
  }
  if (left_nothing()) return;
  module_.image().keep_mapped();
  services().logger().log(LogLevel::kWarn, "a plugin left objects behind and stays in memory",
                          {{"plugin", name()}, {"file", file().native()}});
}

bool Generation::left_nothing() const noexcept {
  try {
    return module_.table().live() == 0;
  } catch (...) {
    return false;
  }
}

}  // namespace aipool::plugin
