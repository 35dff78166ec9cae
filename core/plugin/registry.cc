// SPDX-License-Identifier: MIT
#include "core/plugin/registry.h"

#include <algorithm>
#include <utility>

namespace aipool::plugin {
namespace {

template <typename Item>
const Item* find(const std::vector<Item>& items, std::string_view id) {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.id() == id; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

Registry::Registry(Generations generations) : generations_(std::move(generations)) {
  for (const auto& generation : generations_) {
    for (const ProtocolRole& role : generation->protocols()) {
      if (role.client) clients_.emplace_back(generation, role);
      if (role.upstream) upstreams_.emplace_back(generation, role);
    }
    for (const ProviderRole& role : generation->providers()) providers_.emplace_back(generation, role);
  }
}

const ClientProtocol* Registry::client(std::string_view id) const noexcept { return find(clients_, id); }
const UpstreamProtocol* Registry::upstream(std::string_view id) const noexcept { return find(upstreams_, id); }
const Provider* Registry::provider(std::string_view id) const noexcept { return find(providers_, id); }

}  // namespace aipool::plugin
