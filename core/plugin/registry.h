// SPDX-License-Identifier: MIT
//
// Registry is every protocol and provider that a configuration can use, resolved to loaded plugins.
//
// Flow:      build() finds the files, reads their manifests, loads those that are needed and resolves all ids.
// Threading: build() on the control thread; immutable afterwards.
// Ownership: owns a pin on each generation; pointers from it are valid as long as it lives.
// Errors:    build() collects every fault, each with the file that it is about and the fix.
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
  std::span<const ClientProtocol> clients() const noexcept { return clients_; }
  std::span<const Provider> providers() const noexcept { return providers_; }
  std::span<const std::shared_ptr<const Generation>> generations() const noexcept { return generations_; }

  // nullptr: nobody brings it.
  const ClientProtocol* client(std::string_view id) const noexcept;
  const UpstreamProtocol* upstream(std::string_view id) const noexcept;
  const Provider* provider(std::string_view id) const noexcept;

 private:
  std::vector<std::shared_ptr<const Generation>> generations_;
  std::vector<ClientProtocol> clients_;
  std::vector<UpstreamProtocol> upstreams_;
  std::vector<Provider> providers_;
};

}  // namespace aipool::plugin
