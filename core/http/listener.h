// SPDX-License-Identifier: MIT
//
// Listener accepts connections for one loop; several loops may listen on the same address (SO_REUSEPORT).
//
// Flow:      bind() or adopt() a socket; what it accepts becomes ServerConnections, each a spawned task of the loop.
// Threading: one event loop; bind() and adopt() may run before the loop does.
// Ownership: must outlive the loop's tasks (EventLoop::drop_tasks()); the connections register with it.
// Errors:    bind() reports an address that cannot be bound. At the descriptor limit accepting pauses for 100 ms;
//            above connections_max a client gets 503 with Retry-After.
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "Poco/Net/ServerSocket.h"
#include "core/base/result.h"
#include "core/http/event_loop.h"
#include "core/http/server_context.h"
#include "core/http/server_exchange.h"
#include "core/http/server_limits.h"
#include "core/http/timer.h"

namespace aipool::http {

class Listener final : private EventSink {
 public:
  // kNone only finds out whether the address is free: it neither listens nor shares.
  enum class Sharing : std::uint8_t { kWithLoops, kNone };

  // `host`: an address or a name, which is resolved here. Port 0 takes any free port; port() says which.
  static Result<Poco::Net::ServerSocket> bind(const std::string& host, std::uint16_t port, Sharing sharing);

  // A socket that listens already; it is owned from now on.
  static Poco::Net::ServerSocket adopt(int descriptor);

  Listener(Poco::Net::ServerSocket socket, EventLoop& loop, const ServerLimits& limits, ServerLoad& load,
           FaultRenderer render_fault, Handler handler, const TlsCertificates* certificates = nullptr);
  ~Listener();

  std::uint16_t port() const;
  std::size_t connections() const noexcept { return context_.count; }

  // Accepts what the kernel has queued and no more. A connection closes after the request that it serves; one that stays
  // idle, after `idle`, since a request may be on its way. `drained` is called when none is left.
  void drain(std::chrono::milliseconds idle, std::function<void()> drained);

  // Cancels the requests in flight; their connections close.
  void give_up_all();

 private:
  void on_events(std::uint32_t events) override;
  void accept_all();
  void admit(int descriptor, const sockaddr& address, socklen_t size);

  ServerContext context_;
  Poco::Net::ServerSocket socket_;
  Timer resume_accepting_;
  Timer close_idle_;
};

}  // namespace aipool::http
