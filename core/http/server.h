// SPDX-License-Identifier: MIT
//
// Server runs a handler on several event loops, one thread each, that accept on one address.
//
// Flow:      start() binds, then starts the threads; each makes its own handler, so that what a handler keeps needs no
//            lock. stop() drains: no new connections, requests in flight may finish.
// Threading: start(), stop() and the destructor from one thread; the factory and its handlers run on the loops.
// Ownership: owns loops, listeners and threads; a handler is destroyed on its loop's thread, after its tasks.
// Errors:    start() reports an address that cannot be bound. A handler that throws costs its client a 500.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

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
  void stop(std::chrono::milliseconds grace);

  std::uint16_t port() const noexcept { return port_; }
  const ServerLoad& load() const noexcept { return load_; }

 private:
  struct Worker;

  void run_worker(Worker& worker);

  const ServerSettings settings_;
  const HandlerFactory factory_;
  ServerLoad load_;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace aipool::http
