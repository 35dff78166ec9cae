// SPDX-License-Identifier: MIT
//
// option_specs turns a plugin's configuration table into the one that core/config checks files against.
//
// Threading: pure function.
// Ownership: the result owns its text.
// Errors:    none; a type of a later minor is read as text.
#pragma once

#include <span>
#include <vector>

#include "aipool/abi.h"
#include "core/config/options.h"

namespace aipool::plugin {

std::vector<config::OptionSpec> option_specs(std::span<const aip_option> options);

}  // namespace aipool::plugin
