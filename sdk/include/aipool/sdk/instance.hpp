// SPDX-License-Identifier: MIT
//
// Plugin is the class that a plugin derives from; Instance is one of them with its tables, behind the ABI's void*.
//
// Flow:      create() makes an Instance, role() hands out its tables, destroy() ends it.
// Threading: built and destroyed on the control thread, read-only in between.
// Ownership: an Instance owns the plugin object, which owns its protocols and providers.
// Errors:    a plugin that brings more than kRolesMax protocols or providers throws a Fault when it is created.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "aipool/abi/module.h"
#include "aipool/sdk/auth.hpp"
#include "aipool/sdk/host.hpp"
#include "aipool/sdk/live.hpp"
#include "aipool/sdk/protocol.hpp"
#include "aipool/sdk/provider.hpp"

namespace aipool::sdk {

// Derive, with a constructor (Host, aip_fields config), and name the class in AIPOOL_PLUGIN.
class Plugin {
 public:
  virtual ~Plugin() = default;
  virtual std::span<const Protocol* const> protocols() const { return {}; }
  virtual std::span<const Provider* const> providers() const { return {}; }
  virtual std::span<const Auth* const> auths() const { return {}; }
};

// The ABI's functions get the instance and no more, so each place in the list has functions of its own.
inline constexpr std::size_t kRolesMax = 8;

struct ProtocolSlot {
  const Protocol* protocol = nullptr;
  aip_protocol table{};
  aip_client_half client{};
  aip_upstream_half upstream{};
};

struct ProviderSlot {
  const Provider* provider = nullptr;
  const Judge* judge = nullptr;
  const Unwrapper* unwrapper = nullptr;
  const OwnDecoder* own_decoder = nullptr;
  const Steps* stepper = nullptr;
  aip_provider table{};
  aip_steps steps{};
};

struct AuthSlot {
  const Auth* auth = nullptr;
  aip_auth table{};
};

struct Instance : Live {
  Instance(const aip_host* host, std::unique_ptr<Plugin> made) : plugin(std::move(made)) { set_host(host); }

  static Instance& of(void* instance) noexcept { return *static_cast<Instance*>(instance); }

  std::unique_ptr<Plugin> plugin;
  std::array<ProtocolSlot, kRolesMax> protocols{};
  std::array<ProviderSlot, kRolesMax> providers{};
  std::array<AuthSlot, kRolesMax> auths{};
};

}  // namespace aipool::sdk
