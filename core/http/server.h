// SPDX-License-Identifier: MIT
//
// Server runs a handler on several event loops, one thread each, that accept on one address.
//
// Flow:      start() binds, or takes the sockets of a server before it; then it starts the threads. Each makes its own
//            handler, so that what a handler keeps needs no lock. drain() ends it: no new connections, requests in flight
//            may finish; another without grace ends those too; stop() does both and waits.
// Threading: all methods from one thread; the factory and its handlers run on the loops.
// Ownership: owns loops, listeners and threads; a handler is destroyed on its loop's thread, after its tasks.
// Errors:    start() reports an address that cannot be bound. A handler that throws costs its client a 500.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "Poco/Net/ServerSocket.h"
#include "core/base/result.h"
#include "core/http/event_loop.h"
#include "core/http/server_exchange.h"
#include "core/http/server_limits.h"
#include "core/http/tls_certificates.h"

namespace aipool::http {

// Called once on each loop's thread, before the loop runs. Hooks and the failure handler of the loop are set here.
using HandlerFactory = std::function<Handler(EventLoop&)>;

struct ServerSettings {
  std::string host = "127.0.0.1";  // an address or a name
  std::uint16_t port = 0;          // 0: any free one
  std::vector<int> inherited;      // listening sockets on that address to go on with, which start() owns from then on
  ServerLimits limits;
  FaultRenderer render_fault;  // empty: a line of text
  std::shared_ptr<const TlsCertificates> certificates;  // none: plain HTTP
};

class Server {
 public:
  Server(ServerSettings settings, HandlerFactory factory);
  ~Server();  // stops without grace
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<void> start(unsigned loops);

  // Requests in flight at the end of the grace are given up; connections close that are idle for `idle`, in which a
  // request that is on its way is still served. A `drained` comes with the first drain; it runs on a loop's thread when
  // all loops have ended.
  void drain(std::chrono::milliseconds grace, std::function<void()> drained = {},
             std::chrono::milliseconds idle = kIdle);
  static constexpr std::chrono::milliseconds kIdle{500};
  void stop(std::chrono::milliseconds grace);

  // From the next thing that each loop does.
  void change_limits(const ServerLimits& limits);

  std::uint16_t port() const noexcept { return port_; }
  // All that are listened on; their queues live as long as anybody has them open.
  std::vector<int> sockets() const;
  const ServerLoad& load() const noexcept { return load_; }

 private:
  struct Worker;

  Result<void> open_sockets(unsigned loops);
  Result<void> is_meant(const Poco::Net::ServerSocket& socket) const;
  void run_worker(Worker& worker);

  ServerSettings settings_;
  const HandlerFactory factory_;
  ServerLoad load_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::function<void()> drained_;  // set before a loop can know of it, and not again
  std::atomic<std::size_t> running_{0};
};

}  // namespace aipool::http
