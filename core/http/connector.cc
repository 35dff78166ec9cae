// SPDX-License-Identifier: MIT
#include "core/http/connector.h"

#include <utility>

#include "core/http/dial.h"
#include "core/http/http_connect.h"
#include "core/http/proxy.h"
#include "core/http/socks5.h"
#include "core/http/tls_handshake.h"

namespace aipool::http {
namespace {

Task<Result<void>> open_tunnel(Channel& channel, const Proxy& proxy, const Origin& origin, TimePoint deadline,
                               Cancellation* cancellation) {
  const auto handshake = proxy.kind == Proxy::Kind::kHttp ? http_connect : socks5_connect;
  return handshake(channel, proxy, origin, deadline, cancellation);
}

// What failed on the way to a proxy says so.
Error on_the_way_to(const Proxy* proxy, Error error) {
  if (proxy != nullptr) error.detail.insert(0, proxy->name() + ": ");
  return error;
}

}  // namespace

Task<Result<std::unique_ptr<Channel>>> connect_to(EventLoop& loop, Resolver& resolver, const Endpoint& endpoint,
                                                  TlsSessions& sessions, TimePoint deadline,
                                                  Cancellation* cancellation) {
  const Origin& origin = endpoint.origin;
  const Proxy* const proxy = endpoint.proxy.get();
  if (origin.tls && endpoint.trust == nullptr) {
    co_return make_error(ErrorCode::kInternal, ErrorSource::kInternal, "no trust for " + origin.authority());
  }
  const std::string_view host = proxy != nullptr ? proxy->host : origin.host;
  const std::uint16_t port = proxy != nullptr ? proxy->port : origin.port;
  auto addresses = co_await resolver.resolve(host, port, deadline, cancellation);
  if (!addresses) co_return on_the_way_to(proxy, std::move(addresses).error());
  auto channel = co_await dial(loop, *addresses, deadline, cancellation);
  if (!channel) co_return on_the_way_to(proxy, std::move(channel).error());
  if (proxy != nullptr) {
    auto tunnel = co_await open_tunnel(**channel, *proxy, origin, deadline, cancellation);
    if (!tunnel) co_return std::move(tunnel).error();
  }
  if (origin.tls) {
    auto secured = co_await start_tls(**channel, origin, *endpoint.trust, sessions, deadline, cancellation);
    if (!secured) co_return std::move(secured).error();
  }
  co_return std::move(channel);
}

}  // namespace aipool::http
