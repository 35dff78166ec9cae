// SPDX-License-Identifier: MIT
//
// canonical_text writes an option in the one form its type has, so that plugins never parse YAML.
//
// Flow:      check_options() calls it for each option of a plugin.
// Threading: pure functions.
// Ownership: plain values.
// Errors:    nothing where the value is not of the type; expectation_of() words that fault.
// Units:     see OptionType.
#pragma once

#include <optional>
#include <string>

#include "core/config/options.h"
#include "core/config/scalar.h"

namespace aipool::config {

std::optional<std::string> canonical_text(OptionType type, const Value& value);

const Expectation& expectation_of(OptionType type);

}  // namespace aipool::config
