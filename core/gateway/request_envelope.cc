// SPDX-License-Identifier: MIT
#include "core/gateway/request_envelope.h"

#include <algorithm>
#include <array>
#include <new>
#include <string>

namespace aipool::gateway {
namespace {

constexpr std::array<std::string_view, 7> kCredentials{"authorization", "x-api-key",           "x-goog-api-key",
                                                       "cookie",        "proxy-authorization", "api-key",
                                                       "x-aipool-admin-key"};

bool is_credential(std::string_view name) {
  return std::any_of(kCredentials.begin(), kCredentials.end(),
                     [name](std::string_view each) { return http::equals_ignoring_case(each, name); });
}

template <typename List, typename Keep>
aip_fields fields_of(plugin::Arena& arena, const List& list, std::size_t size, Keep&& keep) {
  auto* const items = static_cast<aip_field*>(arena.allocate(size * sizeof(aip_field), alignof(aip_field)));
  if (!items && size != 0) throw std::bad_alloc();
  std::size_t count = 0;
  for (const auto& each : list) {
    if (keep(each.name)) items[count++] = {plugin::bytes(each.name), plugin::bytes(each.value), 0, 0};
  }
  return {items, count};
}

// The query without `key=…`.
std::string_view without_key(plugin::Call& call, std::string_view query) {
  if (!has_query(query, "key")) return query;
  std::string kept;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.substr(0, pair.find('=')) != "key") (kept += kept.empty() ? "" : "&") += pair;
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return call.keep(kept);
}

}  // namespace

void fill_envelope(Transaction& t, std::string_view path, const RouteMatch& match) {
  const http::RequestHead& head = t.client.head();
  t.request.operation = match.route->operation;
  t.request.client_protocol = t.protocol->number();
  t.request.method = plugin::bytes(head.method);
  t.request.path = plugin::bytes(path);
  t.request.query = plugin::bytes(without_key(t.call, head.query));
  t.request.headers = fields_of(t.call.arena(), head.headers, head.headers.size(),
                                [](std::string_view name) { return !is_credential(name); });
  t.request.params = fields_of(t.call.arena(), match.params, match.params.size(), [](std::string_view) { return true; });
}

}  // namespace aipool::gateway
