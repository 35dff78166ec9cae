// SPDX-License-Identifier: MIT
#include "core/plugin/registry_checks.h"

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "core/config/nearest.h"
#include "core/plugin/names.h"

namespace aipool::plugin {
namespace {

config::Position at(const Generation& generation) { return {generation.file().native(), 0, 0}; }

// One id, one file: nobody could say which of two is meant.
class Owners {
 public:
  Owners(std::string_view what, config::Faults& faults) : what_(what), faults_(faults) {}

  void add(const std::string& id, const Generation& generation) {
    const auto [known, fresh] = owners_.try_emplace(id, &generation);
    if (fresh) return;
    add_fault(faults_, at(generation),
              std::string(what_) + " " + in_quotes(id) + " is brought by " + known->second->file().native() + " too",
              "remove one of the two files");
  }

 private:
  std::string_view what_;
  config::Faults& faults_;
  std::map<std::string, const Generation*> owners_;
};

void check_owners(const Registry& registry, config::Faults& faults) {
  Owners protocols("protocol", faults);
  Owners providers("provider", faults);
  for (const auto& generation : registry.generations()) {
    for (const ProtocolRole& role : generation->protocols()) protocols.add(role.id, *generation);
    for (const ProviderRole& role : generation->providers()) providers.add(role.id, *generation);
  }
}

void check_routes(const Registry& registry, config::Faults& faults) {
  using Row = std::tuple<std::string, std::string, std::string, std::string, std::uint32_t>;
  std::map<Row, std::string> owners;
  for (const auto& generation : registry.generations()) {
    for (const ProtocolRole& role : generation->protocols()) {
      for (const Route& route : role.routes) {
        const Row row{route.method, route.path, route.header, route.query, route.rank};
        const auto [known, fresh] = owners.try_emplace(row, role.id);
        if (fresh) continue;
        add_fault(faults, at(*generation),
                  "protocols " + in_quotes(known->second) + " and " + in_quotes(role.id) + " both take " +
                      route.method + " " + route.path + " with the same rank",
                  "use only one of them");
      }
    }
  }
}

void check_spoken(const Registry& registry, config::Faults& faults) {
  for (const auto& generation : registry.generations()) {
    for (const ProviderRole& role : generation->providers()) {
      for (const std::string& protocol : role.protocols) {
        if (registry.upstream(protocol) != nullptr) continue;
        add_fault(
            faults, at(*generation),
            "provider " + in_quotes(role.id) + " speaks protocol " + in_quotes(protocol) + ", which no plugin brings",
            "install the plugin that brings it, and name it under \"plugins\" if that is used");
      }
    }
  }
}

void check_pools(const Registry& registry, const config::Config& config, config::Faults& faults) {
  std::vector<std::string_view> known;
  for (const Provider& provider : registry.providers()) known.push_back(provider.id());
  for (const config::PoolConfig& pool : config.pools) {
    if (registry.provider(pool.provider) != nullptr) continue;
    add_fault(faults, pool.position, "no plugin brings provider " + in_quotes(pool.provider),
              known.empty() ? "install the plugin that brings it" : config::suggest("providers", pool.provider, known));
  }
}

}  // namespace

void check_registry(const Registry& registry, const config::Config& config, config::Faults& faults) {
  const std::size_t before = faults.size();
  check_owners(registry, faults);
  if (faults.size() != before) return;  // what follows would be the same said again
  check_routes(registry, faults);
  check_spoken(registry, faults);
  check_pools(registry, config, faults);
}

}  // namespace aipool::plugin
