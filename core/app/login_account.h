// SPDX-License-Identifier: MIT
//
// login_account finds the account that a login is for: the configuration's, or one made of `--set KEY=VALUE`.
//
// Flow:      `login` asks it after the configuration is loaded; providers are found by their plugins' manifests.
// Threading: control thread.
// Ownership: plain values.
// Errors:    faults that name what there is to choose from.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/app/command_line.h"
#include "core/config/config.h"

namespace aipool::app {

struct LoginAccount {
  config::AccountConfig account;
  bool configured = false;  // it stands in the configuration
};

// With faults, no account of use. `provider` is known.
LoginAccount login_account(const std::string& provider, const LoginOptions& options, const config::Config& config,
                           config::Faults& faults);

// Of the plugins that the configuration names, or else of all files in the folders; sorted.
std::vector<std::string> installed_providers(const config::Config& config,
                                             std::span<const std::filesystem::path> folders);

// What building a registry needs for one account and nothing else.
config::Config reduced_to(const config::Config& config, const std::string& provider,
                          const config::AccountConfig& account);

}  // namespace aipool::app
