// SPDX-License-Identifier: MIT
//
// role_checks reads the protocols, providers and credential machines of an instance and decides whether the host can use them.
//
// Flow:      create() -> read_roles -> Generation.
// Threading: [control].
// Ownership: roles own their texts and copies of the tables; functions and option rows stay the plugin's.
// Errors:    the reason of the refusal, in a few words, without the file name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/config/options.h"
#include "core/plugin/manifest.h"
#include "core/plugin/protocol_numbers.h"
#include "core/plugin/route.h"

namespace aipool::plugin {

struct ProtocolRole {
  std::string id;
  std::uint32_t number = 0;
  std::vector<Route> routes;
  std::optional<aip_client_half> client;
  std::optional<aip_upstream_half> upstream;
};

struct ProviderRole {
  std::string id;
  std::vector<std::string> protocols;
  std::string default_base_url;
  std::string auth;
  std::vector<config::OptionSpec> account_options;
  aip_provider table{};
  std::optional<aip_steps> steps;
};

struct AuthRole {
  std::string id;
  std::string default_document;
  std::vector<std::string> methods;
  aip_auth table{};
};

struct Roles {
  std::vector<ProtocolRole> protocols;
  std::vector<ProviderRole> providers;
  std::vector<AuthRole> auths;  // those that its providers name
};

// What the instance brings must be what the manifest promised.
Result<Roles> read_roles(const aip_module& module, void* instance, const Manifest& manifest, ProtocolNumbers& numbers);

}  // namespace aipool::plugin
