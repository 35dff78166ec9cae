// SPDX-License-Identifier: MIT
//
// Registry is every protocol and provider that a configuration can use, resolved to loaded plugins.
//
// Flow:      build_registry() finds the files, reads their manifests, loads those that are needed and resolves all ids.
// Threading: built on the control thread; immutable afterwards.
// Ownership: owns a pin on each generation; pointers from it are valid as long as it lives.
// Errors:    none once it is built.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/plugin/client_protocol.h"
#include "core/plugin/generation.h"
#include "core/plugin/provider.h"
#include "core/plugin/upstream_protocol.h"

namespace aipool::plugin {

class Registry {
 public:
  using Generations = std::vector<std::shared_ptr<const Generation>>;

  explicit Registry(Generations generations);

  std::span<const ClientProtocol> clients() const noexcept { return clients_; }
  std::span<const UpstreamProtocol> upstreams() const noexcept { return upstreams_; }
  std::span<const Provider> providers() const noexcept { return providers_; }
  const Generations& generations() const noexcept { return generations_; }

  // nullptr: nobody brings it.
  const ClientProtocol* client(std::string_view id) const noexcept;
  const UpstreamProtocol* upstream(std::string_view id) const noexcept;
  const Provider* provider(std::string_view id) const noexcept;

 private:
  Generations generations_;
  std::vector<ClientProtocol> clients_;
  std::vector<UpstreamProtocol> upstreams_;
  std::vector<Provider> providers_;
};

}  // namespace aipool::plugin
