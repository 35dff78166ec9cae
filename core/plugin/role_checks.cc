// SPDX-License-Identifier: MIT
#include "core/plugin/role_checks.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "core/plugin/module_checks.h"
#include "core/plugin/names.h"
#include "core/plugin/option_specs.h"
#include "core/plugin/table_checks.h"

namespace aipool::plugin {
namespace {

constexpr std::size_t kRolesMax = 64;
constexpr std::size_t kRoutesMax = 256;

std::string malformed_id(std::string_view what) {
  return "brings a " + std::string(what) + " whose id is not of the form [a-z0-9][a-z0-9._-]{0,62}";
}

Result<Route> checked_route(const aip_route& row, const std::string& what) {
  Route route;
  route.method = text(row.method);
  route.path = text(row.path);
  route.header = text(row.header);
  route.query = text(row.query);
  route.operation = row.operation;
  route.rank = row.rank;
  if (!is_token(route.method)) return refused(what + " has a route whose method is no word of HTTP");
  if (!is_route_path(route.path))
    return refused(what + " has a route whose path is no template: " + in_quotes(route.path));
  if (!route.header.empty() && !is_token(route.header)) {
    return refused(what + " has a route whose header is no word of HTTP: " + in_quotes(route.path));
  }
  if (route.operation == 0) return refused(what + " has a route without an operation: " + in_quotes(route.path));
  return route;
}

Result<void> read_client_half(const aip_client_half* half, const std::string& what, ProtocolRole& role) {
  auto copy = copy_table(half, kClientHalfSize, what);
  if (!copy) return std::move(copy).error();
  const auto functions = check_mandatory(what, {{"inspect", copy->inspect != nullptr},
                                                {"decode_request", copy->decode_request != nullptr},
                                                {"encode_open", copy->encode_open != nullptr},
                                                {"encode_event", copy->encode_event != nullptr},
                                                {"encode_tick", copy->encode_tick != nullptr},
                                                {"encode_close", copy->encode_close != nullptr},
                                                {"encode_error", copy->encode_error != nullptr}});
  if (!functions) return functions.error();
  if (copy->routes == nullptr || copy->route_count == 0) return refused(what + " has no routes");
  if (copy->route_count > kRoutesMax) return refused(what + " has more than " + std::to_string(kRoutesMax) + " routes");
  for (const aip_route& row : std::span(copy->routes, copy->route_count)) {
    auto route = checked_route(row, what);
    if (!route) return std::move(route).error();
    role.routes.push_back(std::move(*route));
  }
  role.client = *copy;
  return {};
}

Result<void> read_upstream_half(const aip_upstream_half* half, const std::string& what, ProtocolRole& role) {
  auto copy = copy_table(half, kUpstreamHalfSize, what);
  if (!copy) return std::move(copy).error();
  const auto functions = check_mandatory(what, {{"encode_request", copy->encode_request != nullptr},
                                                {"decode_open", copy->decode_open != nullptr},
                                                {"decode_frame", copy->decode_frame != nullptr},
                                                {"decode_end", copy->decode_end != nullptr},
                                                {"decode_close", copy->decode_close != nullptr},
                                                {"decode_error", copy->decode_error != nullptr}});
  if (!functions) return functions.error();
  role.upstream = *copy;
  return {};
}

Result<ProtocolRole> read_protocol(const aip_protocol* table) {
  auto copy = copy_table(table, kProtocolSize, "the table of a protocol");
  if (!copy) return std::move(copy).error();
  ProtocolRole role;
  role.id = text(copy->id);
  if (!is_role_id(role.id)) return refused(malformed_id("protocol"));
  if (copy->client == nullptr && copy->upstream == nullptr) {
    return refused("protocol " + in_quotes(role.id) + " has neither half");
  }
  if (copy->client != nullptr) {
    auto half = read_client_half(copy->client, "the client half of " + in_quotes(role.id), role);
    if (!half) return std::move(half).error();
  }
  if (copy->upstream != nullptr) {
    auto half = read_upstream_half(copy->upstream, "the upstream half of " + in_quotes(role.id), role);
    if (!half) return std::move(half).error();
  }
  return role;
}

Result<void> read_steps(const aip_steps* steps, const std::string& what, ProviderRole& role) {
  auto copy = copy_table(steps, kStepsSize, "the steps of " + what);
  if (!copy) return std::move(copy).error();
  const auto functions = check_mandatory(
      "the steps of " + what,
      {{"open", copy->open != nullptr}, {"step", copy->step != nullptr}, {"close", copy->close != nullptr}});
  if (!functions) return functions.error();
  role.steps = *copy;
  return {};
}

Result<ProviderRole> read_provider(const aip_provider* table) {
  auto copy = copy_table(table, kProviderSize, "the table of a provider");
  if (!copy) return std::move(copy).error();
  ProviderRole role;
  role.id = text(copy->id);
  role.default_base_url = text(copy->default_base_url);
  role.auth = text(copy->auth);
  role.table = *copy;
  const std::string what = "provider " + in_quotes(role.id);
  if (!is_role_id(role.id)) return refused(malformed_id("provider"));
  if (copy->protocol_count > kRolesMax) return refused(what + " lists too many protocols");
  for (const aip_bytes& id : std::span(copy->protocols, copy->protocols == nullptr ? 0 : copy->protocol_count)) {
    if (!is_role_id(text(id))) return refused(what + " lists a protocol whose id is malformed");
    role.protocols.emplace_back(text(id));
  }
  const std::span<const aip_option> options(copy->account_options,
                                            copy->account_options == nullptr ? 0 : copy->account_option_count);
  if (auto rows = check_options_table(options, what + " has"); !rows) return std::move(rows).error();
  role.account_options = option_specs(options);
  if (copy->steps != nullptr) {
    if (auto steps = read_steps(copy->steps, what, role); !steps) return std::move(steps).error();
    return role;
  }
  if (role.protocols.empty()) return refused(what + " has neither protocols nor steps");
  const auto functions =
      check_mandatory(what, {{"prepare", copy->prepare != nullptr}, {"support", copy->support != nullptr}});
  if (!functions) return functions.error();
  return role;
}

Result<AuthRole> read_auth(const aip_auth* table) {
  auto copy = copy_table(table, kAuthSize, "the table of an auth");
  if (!copy) return std::move(copy).error();
  AuthRole role;
  role.id = text(copy->id);
  role.default_document = text(copy->default_document);
  role.table = *copy;
  if (!is_role_id(role.id)) return refused(malformed_id("auth"));
  if (copy->method_count > kRolesMax) return refused("auth " + in_quotes(role.id) + " lists too many methods");
  for (const aip_bytes& name : std::span(copy->methods, copy->methods == nullptr ? 0 : copy->method_count)) {
    if (!is_role_id(text(name))) return refused("auth " + in_quotes(role.id) + " lists a method whose name is malformed");
    role.methods.emplace_back(text(name));
  }
  const auto functions = check_mandatory("auth " + in_quotes(role.id), {{"step", copy->step != nullptr}});
  if (!functions) return functions.error();
  return role;
}

// All tables of one role id, each read by `read`.
template <typename Role, typename Table>
Result<std::vector<Role>> read_all(const aip_module& module, void* instance, std::string_view role_id,
                                   std::string_view what, Result<Role> (*read)(const Table*)) {
  std::vector<Role> roles;
  while (const void* table = module.role(instance, bytes(role_id), roles.size())) {
    if (roles.size() == kRolesMax) return refused("brings more than 64 " + std::string(what) + "s");
    auto role = read(static_cast<const Table*>(table));
    if (!role) return std::move(role).error();
    const bool again = std::any_of(roles.begin(), roles.end(), [&](const Role& other) { return other.id == role->id; });
    if (again) return refused("brings the " + std::string(what) + " " + in_quotes(role->id) + " twice");
    roles.push_back(std::move(*role));
  }
  return roles;
}

template <typename List>
auto find_id(const List& list, std::string_view id) {
  return std::find_if(list.begin(), list.end(), [&](const auto& item) { return item.id == id; });
}

// The manifest decides which files are loaded, so that it must be true.
template <typename Promised, typename Role, typename Same>
Result<void> check_promises(const Promised& promised, const std::vector<Role>& roles, std::string_view what,
                            Same&& same) {
  const std::string noun = " the " + std::string(what) + " ";
  for (const auto& promise : promised) {
    const auto role = find_id(roles, promise.id);
    if (role == roles.end())
      return refused("its manifest promises" + noun + in_quotes(promise.id) + ", it brings none");
    if (!same(promise, *role)) return refused("its manifest describes" + noun + in_quotes(promise.id) + " wrongly");
  }
  for (const Role& role : roles) {
    const bool unsaid = find_id(promised, role.id) == promised.end();
    if (unsaid) return refused("brings" + noun + in_quotes(role.id) + ", which its manifest does not name");
  }
  return {};
}

// A plugin whose providers need none is not asked for machines.
Result<std::vector<AuthRole>> read_auths(const aip_module& module, void* instance,
                                         const std::vector<ProviderRole>& providers) {
  std::vector<AuthRole> auths;
  const bool needed = std::any_of(providers.begin(), providers.end(), [](const auto& role) { return !role.auth.empty(); });
  if (!needed) return auths;
  auto brought = read_all(module, instance, AIP_ROLE_ID_AUTH, "auth", read_auth);
  if (!brought) return brought;
  for (const ProviderRole& provider : providers) {
    if (provider.auth.empty() || find_id(*brought, provider.auth) != brought->end()) continue;
    return refused("provider " + in_quotes(provider.id) + " names the auth " + in_quotes(provider.auth) +
                   ", which the plugin does not bring");
  }
  return brought;
}

}  // namespace

Result<Roles> read_roles(const aip_module& module, void* instance, const Manifest& manifest, ProtocolNumbers& numbers) {
  auto protocols = read_all(module, instance, AIP_ROLE_ID_PROTOCOL, "protocol", read_protocol);
  if (!protocols) return std::move(protocols).error();
  auto providers = read_all(module, instance, AIP_ROLE_ID_PROVIDER, "provider", read_provider);
  if (!providers) return std::move(providers).error();

  const auto same_halves = [](const Manifest::Protocol& said, const ProtocolRole& role) {
    return said.client == role.client.has_value() && said.upstream == role.upstream.has_value();
  };
  const auto same_protocols = [](const Manifest::Provider& said, const ProviderRole& role) {
    return said.protocols == role.protocols;
  };
  auto kept = check_promises(manifest.protocols, *protocols, "protocol", same_halves);
  if (kept) kept = check_promises(manifest.providers, *providers, "provider", same_protocols);
  if (!kept) return std::move(kept).error();

  auto auths = read_auths(module, instance, *providers);
  if (!auths) return std::move(auths).error();
  for (ProtocolRole& role : *protocols) role.number = numbers.number(role.id);
  return Roles{std::move(*protocols), std::move(*providers), std::move(*auths)};
}

}  // namespace aipool::plugin
