// SPDX-License-Identifier: MIT
#include "core/plugin/option_specs.h"

#include <string>
#include <utility>

#include "core/plugin/abi_view.h"

namespace aipool::plugin {
namespace {

config::OptionType type_of(aip_enum type) {
  switch (type) {
    case AIP_OPTION_INTEGER:
      return config::OptionType::kInteger;
    case AIP_OPTION_NUMBER:
      return config::OptionType::kNumber;
    case AIP_OPTION_BOOLEAN:
      return config::OptionType::kBoolean;
    case AIP_OPTION_DURATION:
      return config::OptionType::kDuration;
    case AIP_OPTION_SIZE:
      return config::OptionType::kSize;
    case AIP_OPTION_STRINGS:
      return config::OptionType::kStringList;
    case AIP_OPTION_MAP:
      return config::OptionType::kStringMap;
    default:
      return config::OptionType::kString;
  }
}

// The ABI gives bare numbers where a file needs a unit.
std::string_view unit_of(config::OptionType type) {
  if (type == config::OptionType::kDuration) return "ms";
  if (type == config::OptionType::kSize) return "B";
  return {};
}

}  // namespace

std::vector<config::OptionSpec> option_specs(std::span<const aip_option> options) {
  std::vector<config::OptionSpec> specs;
  for (const aip_option& option : options) {
    config::OptionSpec spec;
    spec.name = text(option.name);
    spec.type = type_of(option.type);
    spec.secret = (option.flags & AIP_OPTION_FLAG_SECRET) != 0;
    spec.required = (option.flags & AIP_OPTION_FLAG_REQUIRED) != 0;
    spec.reload = (option.flags & AIP_OPTION_FLAG_RELOAD) != 0;
    if (option.default_text.data != nullptr) {
      spec.default_text = std::string(text(option.default_text)).append(unit_of(spec.type));
    }
    spec.help = text(option.help);
    specs.push_back(std::move(spec));
  }
  return specs;
}

}  // namespace aipool::plugin
