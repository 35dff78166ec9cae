// SPDX-License-Identifier: MIT
//
// module_checks decides whether what a plugin's entry returned is a module that this host can run.
//
// Flow:      entry -> check_module -> LoadedModule.
// Threading: pure functions.
// Ownership: the result is a copy; its texts and options stay the plugin's.
// Errors:    the reason of the refusal, in a few words, without the file name.
#pragma once

#include <span>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/plugin/manifest.h"

namespace aipool::plugin {

Result<aip_module> check_module(const aip_module* module, const Manifest& manifest);

// Rows of a configuration table; `whose` opens the sentence of a refusal.
Result<void> check_options_table(std::span<const aip_option> options, const std::string& whose);

}  // namespace aipool::plugin
