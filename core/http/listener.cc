// SPDX-License-Identifier: MIT
#include "core/http/listener.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "Poco/Exception.h"
#include "Poco/Net/ServerSocketImpl.h"
#include "Poco/Net/SocketAddress.h"
#include "core/http/server_connection.h"

namespace aipool::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kPauseAtDescriptorLimit{100};
constexpr std::size_t kRefusedAtOnceMax = 64;  // beyond the limit, answered 503; the rest is closed

// Poco makes its server sockets itself; these two let one in that exists.
class AdoptedImpl final : public Poco::Net::ServerSocketImpl {
 public:
  explicit AdoptedImpl(int descriptor) { reset(descriptor); }
};

class AdoptedSocket final : public Poco::Net::ServerSocket {
 public:
  explicit AdoptedSocket(int descriptor) : ServerSocket(new AdoptedImpl(descriptor), true) {}
};

}  // namespace

Result<Poco::Net::ServerSocket> Listener::bind(const std::string& host, std::uint16_t port, Sharing sharing) {
  try {
    const Poco::Net::SocketAddress address(host, port);
    Poco::Net::ServerSocket socket;
    socket.bind(address, true, sharing == Sharing::kWithLoops);
    if (sharing == Sharing::kNone) return socket;
    socket.listen(kBacklog);
    socket.setBlocking(false);
    socket.setNoDelay(true);  // Linux hands it on to accepted sockets
    return socket;
  } catch (const Poco::Exception& error) {
    return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig,
                      "cannot listen on " + host + " port " + std::to_string(port) + ": " + error.displayText());
  }
}

Poco::Net::ServerSocket Listener::adopt(int descriptor) {
  const AdoptedSocket socket(descriptor);
  return Poco::Net::ServerSocket(socket);  // they share it
}

Listener::Listener(Poco::Net::ServerSocket socket, EventLoop& loop, const ServerLimits& limits, ServerLoad& load,
                   FaultRenderer render_fault, Handler handler, const TlsCertificates* certificates)
    : context_{loop, limits, load, std::move(render_fault), std::move(handler), certificates},
      socket_(std::move(socket)),
      resume_accepting_(loop),
      close_idle_(loop) {
  context_.loop.watch(socket_.impl()->sockfd(), *this);
}

Listener::~Listener() {
  if (!context_.draining) context_.loop.unwatch(socket_.impl()->sockfd());
}

std::uint16_t Listener::port() const { return socket_.address().port(); }

void Listener::on_events(std::uint32_t) { accept_all(); }

void Listener::accept_all() {
  for (;;) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    auto* const address = reinterpret_cast<sockaddr*>(&peer);
    const int descriptor = ::accept4(socket_.impl()->sockfd(), address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
      admit(descriptor, *address, size);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    // Out of descriptors or memory: the edge is spent, so a timer asks again.
    if (errno != EAGAIN) resume_accepting_.arm(kPauseAtDescriptorLimit, [this] { accept_all(); });
    return;
  }
}

void Listener::admit(int descriptor, const sockaddr& address, socklen_t size) {
  const std::size_t open = context_.load.connections.load(std::memory_order_relaxed);
  const bool served = open < context_.limits.connections_max;
  if (open >= context_.limits.connections_max + kRefusedAtOnceMax) {
    ::close(descriptor);
    return;
  }
  try {
    auto transport = make_plain_transport(descriptor);
    const Poco::Net::SocketAddress peer(&address, size);
    auto connection = std::make_unique<ServerConnection>(context_, std::move(transport), peer);
    const auto admission = served ? ServerConnection::Admission::kServed : ServerConnection::Admission::kRefused;
    spawn(context_.loop, ServerConnection::run(std::move(connection), admission));
  } catch (const std::exception&) {
    context_.loop.report(std::current_exception());
  }
}

void Listener::drain(std::chrono::milliseconds idle, std::function<void()> drained) {
  if (context_.draining) return;
  accept_all();  // closing would reset what the kernel has queued
  resume_accepting_.cancel();
  context_.draining = true;
  context_.loop.unwatch(socket_.impl()->sockfd());
  socket_.close();
  if (context_.count == 0) return context_.loop.defer(std::move(drained));
  context_.drained = std::move(drained);
  close_idle_.arm(idle, [this] {
    for (Link* link = &context_.connections.front(); link != &context_.connections; link = &link->next()) {
      static_cast<ServerConnection*>(link)->close_if_idle();
    }
  });
}

void Listener::give_up_all() {
  for (Link* link = &context_.connections.front(); link != &context_.connections; link = &link->next()) {
    static_cast<ServerConnection*>(link)->give_up();
  }
}

}  // namespace aipool::http
