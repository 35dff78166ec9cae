// SPDX-License-Identifier: MIT
#include "core/http/connector.h"

#include <string>
#include <system_error>
#include <utility>

#include "Poco/Exception.h"
#include "Poco/Net/StreamSocket.h"

namespace aipool::http {
namespace {

using ChannelResult = Result<std::unique_ptr<Channel>>;

Error unreachable(const Poco::Net::SocketAddress& address, const std::string& why) {
  return make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream, "connect " + address.toString() + ": " + why);
}

// A socket that has begun to connect.
Result<Poco::Net::StreamSocket> begin_connect(const Poco::Net::SocketAddress& address) {
  try {
    Poco::Net::StreamSocket socket;
    socket.connectNB(address);
    socket.setNoDelay(true);
    return socket;
  } catch (const Poco::Exception& error) {
    return unreachable(address, error.displayText());
  }
}

Task<ChannelResult> connect_address(EventLoop& loop, const Poco::Net::SocketAddress& address, TimePoint deadline,
                                    Cancellation* cancellation) {
  auto socket = begin_connect(address);
  if (!socket) co_return std::move(socket).error();
  auto channel = std::make_unique<Channel>(loop, make_plain_transport(*socket), Channel::Start::kConnecting);
  while (!channel->writable() && !channel->failed()) {
    const WaitOutcome outcome = co_await channel->changed(deadline, cancellation);
    if (outcome != WaitOutcome::kSignalled) {
      co_return wait_error(outcome, ErrorSource::kUpstream, "connect " + address.toString());
    }
  }
  const int error = socket->impl()->socketError();
  if (error != 0) co_return unreachable(address, std::generic_category().message(error));
  co_return std::move(channel);
}

}  // namespace

Task<ChannelResult> connect_to(EventLoop& loop, Resolver& resolver, const Endpoint& endpoint, TimePoint deadline,
                               Cancellation* cancellation) {
  const Origin& origin = endpoint.origin;
  if (origin.tls) {
    co_return make_error(ErrorCode::kUnsupported, ErrorSource::kConfig, "https upstream " + origin.authority());
  }
  const auto addresses = co_await resolver.resolve(origin.host, origin.port, deadline, cancellation);
  if (!addresses) co_return addresses.error();
  ChannelResult last = make_error(ErrorCode::kOverloaded, ErrorSource::kUpstream, "no address for " + origin.host);
  for (const auto& address : *addresses) {
    last = co_await connect_address(loop, address, deadline, cancellation);
    if (last || last.error().code != ErrorCode::kOverloaded) break;
  }
  co_return std::move(last);
}

}  // namespace aipool::http
