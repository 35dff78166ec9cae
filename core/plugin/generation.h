// SPDX-License-Identifier: MIT
//
// Generation is one loaded build of a plugin with one instance of it: image, checked module, roles.
//
// Flow:      load() -> adapters pin it -> the last pin drops -> instance destroyed -> image unmapped.
// Threading: load() on the control thread; pins may be taken and dropped on any thread, never inside the plugin.
// Ownership: shared; every adapter, encoder, decoder and step call holds a pin. HostServices outlives it.
// Errors:    each refusal is one sentence that names the file and the reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/plugin/client_protocol.h"
#include "core/plugin/host_services.h"
#include "core/plugin/manifest.h"
#include "core/plugin/plugin_image.h"

namespace aipool::plugin {

// A role as it was checked: the plugin's tables copied, so that a member it does not know reads as NULL.
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
  aip_provider table;
  std::optional<aip_steps> steps;
};

class Generation : public std::enable_shared_from_this<Generation> {
 public:
  ~Generation();
  Generation(const Generation&) = delete;
  Generation& operator=(const Generation&) = delete;

  std::string_view name() const noexcept;
  std::uint32_t number() const noexcept;  // of this load, rising within the process
  const std::filesystem::path& file() const noexcept;
  const Manifest& manifest() const noexcept;
  std::span<const ProtocolRole> protocols() const noexcept;
  std::span<const ProviderRole> providers() const noexcept;
  HostServices& services() const noexcept;
  void* instance() const noexcept;
};

}  // namespace aipool::plugin
