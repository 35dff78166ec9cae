// SPDX-License-Identifier: MIT
#include "core/plugin/generation.h"

#include <string.h>

#include <string>
#include <utility>

#include "core/plugin/sha256.h"
#include "core/plugin/table_checks.h"
#include "core/plugin/watchdog.h"

namespace aipool::plugin {
namespace {

FieldList as_fields(std::span<const config::OptionValue> values) {
  FieldList list;
  for (const config::OptionValue& value : values) list.add(value.name, value.text, value.secret);
  return list;
}

std::string digest_of(std::span<const config::OptionValue> values) {
  std::string text;
  for (const config::OptionValue& value : values) {
    text.append(value.name).append(1, '\0').append(std::to_string(value.text.size())).append(1, ':').append(value.text);
  }
  std::string digest = sha256_of(text);
  ::explicit_bzero(text.data(), text.size());
  return digest;
}

}  // namespace

bool Generation::has(std::span<const config::OptionValue> config) const { return digest_of(config) == options_; }

Result<std::shared_ptr<const Generation>> Generation::create(LoadedModule module,
                                                             std::span<const config::OptionValue> config) {
  const FieldList list = as_fields(config);
  HostServices& services = module.host().services();
  services.start_threads();
  void* instance = nullptr;
  aip_rc rc = AIP_E_PANIC;
  try {
    const WatchedCall watched(services.watchdog(), services.watchdog().keep_name(module.manifest().name), "create");
    rc = module.table().create(module.host().abi(), list.view(), &instance);
  } catch (...) {
    return refused("its create() threw an exception");
  }
  if (rc != AIP_OK) return refused("its create() failed with " + std::to_string(rc));
  const std::shared_ptr<Generation> made(new Generation(std::move(module), instance, digest_of(config)),
                                         [&services](const Generation* last) { services.reaper().retire(last); });
  if (auto roles = made->read(); !roles) return std::move(roles).error();
  return std::shared_ptr<const Generation>(made);
}

Generation::Generation(LoadedModule module, void* instance, std::string options)
    : module_(std::move(module)),
      instance_(instance),
      options_(std::move(options)),
      number_(services().next_generation()),
      kept_name_(services().watchdog().keep_name(name())) {}

Result<void> Generation::read() {
  try {
    const WatchedCall watched(services().watchdog(), kept_name_, "role");
    auto roles = read_roles(module_.table(), instance_, module_.manifest(), services().numbers());
    if (!roles) return std::move(roles).error();
    roles_ = std::move(*roles);
    return {};
  } catch (...) {
    return refused("it threw an exception when it was asked for its roles");
  }
}

Generation::~Generation() {
  const WatchedCall watched(services().watchdog(), kept_name_, "destroy");
  try {
    module_.table().destroy(instance_);
  } catch (...) {
    services().report_panic(name(), "destroy", {});
  }
  const std::string why = module_.unload(!left_nothing());
  if (!why.empty()) services().report_pinned(name(), file().native(), why);
}

bool Generation::left_nothing() const noexcept {
  try {
    return module_.table().live() == 0;
  } catch (...) {
    return false;
  }
}

}  // namespace aipool::plugin
