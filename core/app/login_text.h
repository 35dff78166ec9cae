// SPDX-License-Identifier: MIT
//
// What a login leaves the operator with: how to use what was written.
//
// Flow:      `login` prints it at its end.
// Threading: pure functions, given a pure Environment.
// Ownership: plain values.
// Errors:    none. No secret is in it: what was one is named by an environment variable to put it in.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "core/app/command_line.h"
#include "core/config/config.h"
#include "core/config/environment.h"
#include "core/config/options.h"

namespace aipool::app {

// An entry for provider-pools.yaml, whole. `options`: the provider's table, which says what is secret.
std::string pools_entry(const std::string& provider, const config::AccountConfig& account, const LoginOptions& login,
                        std::span<const config::OptionSpec> options, const std::filesystem::path& document);

// What a browser's computer runs so that 127.0.0.1:PORT there is this machine's; `environment` says how SSH came here.
std::string forward_command(std::uint16_t port, const config::Environment& environment);

}  // namespace aipool::app
