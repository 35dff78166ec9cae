// SPDX-License-Identifier: MIT
//
// ServerTest runs a Server of one loop with the test's handler; the test is its client.
//
// Threading: the handler runs on the server's thread; what it shares with the test is atomic or guarded by promises.
// Ownership: owns the server, which stops at the end of the test.
// Errors:    a server that does not start fails the test.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "core/http/server.h"
#include "raw_peer.h"

namespace aipool::http::test {

class ServerTest : public testing::Test {
 protected:
  void TearDown() override { server.reset(); }  // before what a derived fixture's handler refers to

  // `make` gives the handler of each loop.
  void start_with(HandlerFactory make, unsigned loops = 1) {
    server = std::make_unique<Server>(settings, [this, make = std::move(make)](EventLoop& loop) {
      loop.on_failure([this](const std::exception_ptr&) { ++failures; });
      return make(loop);
    });
    const auto started = server->start(loops);
    ASSERT_TRUE(started) << started.error().detail;
  }
  void start(Handler handler) {
    start_with([handler = std::move(handler)](EventLoop&) { return handler; });
  }

  RawPeer connect() { return connect_to(server->port()); }

  // Sends `request`, which asks for the connection to be closed, and reads all of the answer.
  std::string ask(std::string_view request) {
    RawPeer peer = connect();
    peer.send(request);
    return peer.read_to_end();
  }

  ServerSettings settings;
  std::atomic<int> failures{0};  // reported to the loop
  std::unique_ptr<Server> server;
};

// Waits for what another thread is about to make true.
inline bool eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 12'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

// Answers with the method, the path and the body.
inline Task<void> echo(ServerExchange& exchange) {
  const auto body = co_await exchange.read_body();
  if (!body) {
    exchange.respond(400, {}, body.error().detail);
    co_return;
  }
  std::string text(exchange.head().method);
  text.append(" ").append(exchange.head().path).append(" ").append(*body);
  exchange.respond(200, {}, text);
}

}  // namespace aipool::http::test
