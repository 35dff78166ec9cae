// SPDX-License-Identifier: MIT
//
// check_options reads the keys that belong to a plugin by the plugin's own table.
//
// Flow:      the plugin host makes OptionSpecs from a manifest, and calls this for each plugin entry and account.
// Threading: pure function.
// Ownership: plain values; the caller moves the text of a secret option into a Secret.
// Errors:    an unknown, missing or mistyped option is a fault and has no value.
// Units:     see OptionType.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config.h"

namespace aipool::config {

// What an option's text is, once checked.
enum class OptionType : std::uint8_t {
  kString,      // as it is
  kInteger,     // decimal, 64 bits with sign
  kNumber,      // the shortest that reads back the same
  kBoolean,     // true or false
  kDuration,    // milliseconds, decimal
  kSize,        // bytes, decimal
  kStringList,  // compact JSON
  kStringMap,   // compact JSON, in file order
};

struct OptionSpec {
  std::string name;
  OptionType type = OptionType::kString;
  bool secret = false;
  bool required = false;
  bool reload = false;                      // a change wants a new instance of the plugin
  std::optional<std::string> default_text;  // as it would be written in YAML: 10s, true, [a, b]
  std::string help;
};

struct OptionValue {
  std::string name;
  std::string text;
  bool secret = false;
};

// The values in the order of `specs`, without those that are neither written nor have a default.
// `owner` names the account or plugin in messages.
std::vector<OptionValue> check_options(std::span<const OptionSpec> specs, const RawOptions& options,
                                       std::string_view owner, Faults& faults);

}  // namespace aipool::config
