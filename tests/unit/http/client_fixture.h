// SPDX-License-Identifier: MIT
//
// ClientTest runs requests of a ClientPool on a loop in the test's thread, against upstreams that the test scripts.
//
// Threading: the loop is the test's thread; each scripted upstream has its own.
// Ownership: owns loop and pool.
// Errors:    none.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/client.h"
#include "core/http/timer.h"
#include "loop_run.h"
#include "raw_peer.h"

namespace aipool::http::test {

// What one request gave.
struct Outcome {
  int status = 0;
  std::string body;
  std::size_t pieces = 0;
  bool complete = false;
  bool close_delimited = false;
  bool reused = false;
  std::optional<Error> error;  // of send() or read()
};

class ClientTest : public testing::Test {
 protected:
  static Endpoint endpoint_of(std::uint16_t port) { return Endpoint{Origin{false, "127.0.0.1", port}}; }

  Task<void> exchange(const Endpoint& endpoint, std::string_view method, std::string_view body, Outcome& outcome) {
    const std::array<std::string_view, 1> pieces = {body};
    const ClientRequest request{method, "/v1/x?y", headers, pieces};
    auto sent = co_await pool.send(endpoint, request, deadlines, &cancellation);
    if (!sent) {
      outcome.error = sent.error();
      co_return;
    }
    const std::unique_ptr<ClientExchange> answer = *std::move(sent);
    outcome.status = answer->head().status;
    outcome.reused = answer->reused();
    for (bool end = false; !end;) {
      const auto piece = co_await answer->read(idle);
      if (!piece) {
        outcome.error = piece.error();
        co_return;
      }
      outcome.body += piece->bytes;
      ++outcome.pieces;
      outcome.complete = piece->complete;
      outcome.close_delimited = piece->close_delimited;
      end = piece->end;
    }
  }

  Outcome ask(const Endpoint& endpoint, std::string_view method = "GET", std::string_view body = {}) {
    Outcome outcome;
    run_on(loop, exchange(endpoint, method, body, outcome));
    return outcome;
  }
  Outcome ask(std::uint16_t port, std::string_view method = "GET", std::string_view body = {}) {
    return ask(endpoint_of(port), method, body);
  }

  // The answer that an upstream gives with `wire` and then an orderly close.
  Outcome answer_of(std::string_view wire, std::string_view method = "GET") {
    ScriptedUpstream upstream({[wire](RawPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.send(wire);
    }});
    return ask(upstream.port(), method);
  }

  EventLoop loop;
  ClientPool pool{loop};
  ClientDeadlines deadlines{.connect = std::chrono::minutes(1), .head = std::chrono::minutes(1)};
  std::chrono::milliseconds idle{60'000};
  std::vector<Header> headers;
  Cancellation cancellation;
};

}  // namespace aipool::http::test
