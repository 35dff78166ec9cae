// SPDX-License-Identifier: MIT
#include "core/plugin/module_checks.h"

#include <array>
#include <cstdio>
#include <set>
#include <string>
#include <string_view>

#include "core/plugin/abi_view.h"
#include "core/plugin/names.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

constexpr std::size_t kOptionsMax = 256;

std::string hexadecimal(std::uint32_t value) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "0x%08x", value);
  return digits.data();
}

// Only the first four members are sure to be there, in any major.
Result<void> check_version(const aip_module& module) {
  if (module.magic != AIP_MAGIC) {
    return refused("is no aipool plugin: its magic is " + hexadecimal(module.magic) + ", not " +
                   hexadecimal(AIP_MAGIC));
  }
  if (module.abi_major != AIP_ABI_MAJOR) {
    return refused("speaks ABI " + std::to_string(module.abi_major) + "." + std::to_string(module.abi_minor) +
                   ", this host " + std::to_string(AIP_ABI_MAJOR) + "." + std::to_string(AIP_ABI_MINOR) +
                   ": rebuild it against this host's SDK");
  }
  return {};
}

std::string_view without_nul(std::string_view text) {
  while (text.ends_with('\0')) text.remove_suffix(1);
  return text;
}

Result<void> check_identity(const aip_module& module, const Manifest& manifest) {
  const std::string_view name = text(module.name);
  const std::string_view version = text(module.version);
  if (!is_module_name(name)) return refused("its module's name is not of the form [a-z0-9_-]{1,64}");
  if (!is_version(version)) return refused("its module's version is not 1 to 64 visible characters");
  if (text(module.manifest_json).empty()) return refused("its module gives no manifest");
  if (name != manifest.name) {
    return refused("its module is named " + in_quotes(name) + ", its manifest " + in_quotes(manifest.name));
  }
  if (version != manifest.version) {
    return refused("its module is version " + in_quotes(version) + ", its manifest " + in_quotes(manifest.version));
  }
  if (without_nul(text(module.manifest_json)) != without_nul(manifest.text)) {
    return refused("the manifest of its module is not that of its section " AIP_MANIFEST_SECTION);
  }
  return {};
}

}  // namespace

Result<void> check_options_table(std::span<const aip_option> options, const std::string& whose) {
  if (options.size() > kOptionsMax) return refused(whose + " more than " + std::to_string(kOptionsMax) + " options");
  std::set<std::string_view> names;
  for (const aip_option& option : options) {
    const std::string_view name = text(option.name);
    if (!is_option_name(name)) return refused(whose + " an option whose name is not of the form [a-z][a-z0-9_]{0,63}");
    if (!names.insert(name).second) return refused(whose + " the option " + in_quotes(name) + " twice");
  }
  return {};
}

Result<aip_module> check_module(const aip_module* module, const Manifest& manifest) {
  if (module == nullptr) return refused("refuses to run here: its entry returned NULL");
  if (auto spoken = check_version(*module); !spoken) return std::move(spoken).error();
  auto copy = copy_table(module, kModuleSize, "its module");
  if (!copy) return copy;
  const auto functions = check_mandatory("its module", {{"create", copy->create != nullptr},
                                                        {"destroy", copy->destroy != nullptr},
                                                        {"role", copy->role != nullptr},
                                                        {"live", copy->live != nullptr}});
  if (!functions) return functions.error();
  if (auto identity = check_identity(*copy, manifest); !identity) return std::move(identity).error();
  if (copy->option_count > 0 && copy->options == nullptr)
    return refused("its module counts options that are not there");
  const std::span<const aip_option> options(copy->options, copy->option_count);
  if (auto rows = check_options_table(options, "its module has"); !rows) return std::move(rows).error();
  return copy;
}

}  // namespace aipool::plugin
