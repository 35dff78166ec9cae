// SPDX-License-Identifier: MIT
//
// AIPOOL_PLUGIN makes a shared library out of a class: entry symbol, module table, manifest section.
//
// Flow:      one use per library, at namespace scope, in one source file.
// Threading: the module is constant; create() and destroy() run on the control thread.
// Ownership: the module is static.
// Errors:    an exception in the plugin's constructor is logged by its message if it is a Fault, by its type otherwise,
// and
//            create() fails with its class.
#pragma once

#include <cxxabi.h>

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <typeinfo>
#include <utility>

#include "aipool/abi/module.h"
#include "aipool/sdk/auth_table.hpp"
#include "aipool/sdk/instance.hpp"
#include "aipool/sdk/protocol_table.hpp"
#include "aipool/sdk/provider_table.hpp"

namespace aipool::sdk {

namespace detail {

// Called in a handler of create().
inline aip_rc log_current(const aip_host* host) noexcept {
  const auto say = [host](std::string_view text) { host->log(host->ctx, AIP_LOG_ERROR, bytes(text), nullptr); };
  try {
    throw;
  } catch (const Fault& fault) {
    say(fault.message);
    return error_of(fault).error_class;
  } catch (const std::bad_alloc&) {
    say("out of memory");
    return AIP_E_NOMEM;
  } catch (...) {
    const std::type_info* type = abi::__cxa_current_exception_type();
    say(type == nullptr ? "unknown exception" : type->name());
    return AIP_E_PANIC;
  }
}

template <std::size_t... Index>
void bind_slots(Instance& instance, std::index_sequence<Index...>) {
  const std::span<const Protocol* const> protocols = instance.plugin->protocols();
  const std::span<const Provider* const> providers = instance.plugin->providers();
  const std::span<const Auth* const> auths = instance.plugin->auths();
  if (protocols.size() > kRolesMax || providers.size() > kRolesMax || auths.size() > kRolesMax) {
    throw Fault{AIP_E_UNSUPPORTED, "a library brings at most eight protocols, eight providers and eight auths"};
  }
  for (std::size_t i = 0; i < protocols.size(); ++i) instance.protocols[i].protocol = protocols[i];
  for (std::size_t i = 0; i < providers.size(); ++i) instance.providers[i].provider = providers[i];
  for (std::size_t i = 0; i < auths.size(); ++i) instance.auths[i].auth = auths[i];
  ((Index < protocols.size() ? bind_protocol<Index>(instance.protocols[Index]) : void()), ...);
  ((Index < providers.size() ? bind_provider<Index>(instance.providers[Index]) : void()), ...);
  ((Index < auths.size() ? bind_auth<Index>(instance.auths[Index]) : void()), ...);
}

}  // namespace detail

template <class Class>
struct ModuleFunctions {
  static aip_rc create(const aip_host* host, aip_fields config, void** instance) noexcept {
    try {
      auto made = std::make_unique<Instance>(host, std::make_unique<Class>(Host(host), config));
      detail::bind_slots(*made, std::make_index_sequence<kRolesMax>());
      *instance = made.release();
      return AIP_OK;
    } catch (...) {
      return detail::log_current(host);
    }
  }

  static void destroy(void* instance) noexcept { delete &Instance::of(instance); }

  static const void* role(void* instance, aip_bytes id, std::size_t index) noexcept {
    const Instance& self = Instance::of(instance);
    if (index >= kRolesMax) return nullptr;
    if (view(id) == AIP_ROLE_ID_PROTOCOL) {
      return self.protocols[index].protocol == nullptr ? nullptr : &self.protocols[index].table;
    }
    if (view(id) == AIP_ROLE_ID_PROVIDER) {
      return self.providers[index].provider == nullptr ? nullptr : &self.providers[index].table;
    }
    if (view(id) == AIP_ROLE_ID_AUTH) {
      return self.auths[index].auth == nullptr ? nullptr : &self.auths[index].table;
    }
    return nullptr;
  }

  static std::uint64_t live() noexcept { return Live::count(); }
};

template <class Class>
constexpr aip_module make_module(std::string_view name, std::string_view version, std::string_view vendor,
                                 std::string_view license, std::string_view manifest,
                                 std::span<const aip_option> options) noexcept {
  using Functions = ModuleFunctions<Class>;
  return {sizeof(aip_module), AIP_MAGIC,          AIP_ABI_MAJOR,       AIP_ABI_MINOR,    bytes(name),
          bytes(version),     bytes(vendor),      bytes(license),      bytes(manifest),  options.data(),
          options.size(),     &Functions::create, &Functions::destroy, &Functions::role, &Functions::live};
}

}  // namespace aipool::sdk

// Name, version, vendor and license are string literals; ROLES is the literal of the manifest's members "protocols" and
// "providers"; OPTIONS is a constant std::span<const aip_option>, or {}.
#define AIPOOL_PLUGIN(CLASS, NAME, VERSION, VENDOR, LICENSE, ROLES, OPTIONS)                                       \
  [[gnu::section(AIP_MANIFEST_SECTION), gnu::used, gnu::retain]] static const char aipool_manifest[] =             \
      "{\"abi\":\"1.0\",\"name\":\"" NAME "\",\"version\":\"" VERSION "\",\"license\":\"" LICENSE "\"," ROLES "}"; \
  extern "C" const aip_module* aipool_plugin_v1(const aip_host*) {                                                 \
    static constexpr aip_module kModule = ::aipool::sdk::make_module<CLASS>(                                       \
        NAME, VERSION, VENDOR, LICENSE, {aipool_manifest, sizeof aipool_manifest - 1}, OPTIONS);                   \
    return &kModule;                                                                                               \
  }                                                                                                                \
  static_assert(true, "a semicolon follows")
