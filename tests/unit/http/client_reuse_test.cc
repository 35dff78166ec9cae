// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "client_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::Outcome;
using test::RawPeer;
using test::ScriptedUpstream;

constexpr milliseconds kPoll{20};
constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

// Answers `count` requests on one connection.
ScriptedUpstream::Script answers(int count) {
  return [count](RawPeer& peer) {
    for (int i = 0; i < count; ++i) {
      peer.read_until("\r\n\r\n");
      peer.send(kAnswer);
    }
  };
}

class ClientReuseTest : public test::ClientTest {
 protected:
  void pause(milliseconds delay) {
    auto body = [&]() -> Task<void> {
      const auto slept = co_await sleep_for(loop, delay, nullptr);
      EXPECT_TRUE(slept);
    };
    test::run_on(loop, body());
  }
};

TEST_F(ClientReuseTest, SendsTheNextRequestOverTheSameConnection) {
  ScriptedUpstream upstream({answers(3)});
  EXPECT_FALSE(ask(upstream.port()).reused);
  EXPECT_TRUE(ask(upstream.port()).reused);
  EXPECT_TRUE(ask(upstream.port()).reused);
  EXPECT_EQ(pool.idle_connections(), 1U);
}

TEST_F(ClientReuseTest, KeepsOriginsApart) {
  ScriptedUpstream one({answers(1)});
  ScriptedUpstream other({answers(1)});
  EXPECT_FALSE(ask(one.port()).reused);
  EXPECT_FALSE(ask(other.port()).reused);
  EXPECT_EQ(pool.idle_connections(), 2U);
}

TEST_F(ClientReuseTest, DoesNotReuseWhatTheServerCloses) {
  for (const std::string_view wire : {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                                      "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\n\r\nok",
                                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n"}) {
    EXPECT_EQ(answer_of(wire).body, "ok") << wire;
    EXPECT_EQ(pool.idle_connections(), 0U) << wire;
  }
}

TEST_F(ClientReuseTest, AnExchangeThatIsDroppedClosesItsConnection) {
  std::atomic<bool> closed{false};
  ScriptedUpstream upstream({[&](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nfirst");
    peer.read_to_end();
    closed = true;
  }});
  auto body = [&]() -> Task<void> {
    const Endpoint endpoint = endpoint_of(upstream.port());
    const ClientRequest request{"GET", "/", {}, {}};
    auto sent = co_await pool.send(endpoint, request, deadlines, nullptr);
    if (!sent) co_return;
    const auto piece = co_await (*sent)->read(idle);
    EXPECT_TRUE(piece && piece->bytes == "first" && !piece->end);
  };
  test::run_on(loop, body());
  EXPECT_EQ(pool.idle_connections(), 0U);
}

TEST_F(ClientReuseTest, NoticesAnIdleConnectionThatTheServerClosed) {
  ScriptedUpstream upstream({answers(1), answers(1)});
  EXPECT_FALSE(ask(upstream.port(), "POST", "x").error);
  pause(milliseconds(30));  // the script ends, and with it the connection
  const Outcome second = ask(upstream.port(), "POST", "x");
  EXPECT_FALSE(second.error);
  EXPECT_FALSE(second.reused);
}

TEST_F(ClientReuseTest, NeverSendsARequestAgainThatTheServerMayHaveRead) {
  std::atomic<int> connections{0};
  ScriptedUpstream upstream({[&](RawPeer& peer) {
    ++connections;
    peer.read_until("\r\n\r\n");
    peer.send(kAnswer);
    peer.read_until("\r\n\r\n");  // the second request, paid for and lost
  }});
  EXPECT_FALSE(ask(upstream.port(), "POST", "x").error);
  const Outcome second = ask(upstream.port(), "POST", "x");
  ASSERT_TRUE(second.error);
  EXPECT_EQ(second.error->code, ErrorCode::kUpstreamProtocol);
  EXPECT_EQ(connections, 1);
}

TEST_F(ClientReuseTest, ForgetsConnectionsThatRestTooLong) {
  ClientPoolOptions options;
  options.idle_timeout = milliseconds(0);
  options.sweep_interval = milliseconds(20);
  ClientPool hasty(loop, options);
  ScriptedUpstream upstream({[](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send(kAnswer);
    EXPECT_EQ(peer.read_to_end(), "");
  }});
  auto body = [&]() -> Task<void> {
    const Endpoint endpoint = endpoint_of(upstream.port());
    const ClientRequest request{"GET", "/", {}, {}};
    {
      auto sent = co_await hasty.send(endpoint, request, deadlines, nullptr);
      EXPECT_TRUE(sent);
      const auto piece = co_await (*sent)->read(idle);
      EXPECT_TRUE(piece);
    }
    EXPECT_EQ(hasty.idle_connections(), 1U);
    while (hasty.idle_connections() != 0) {
      const auto slept = co_await sleep_for(loop, kPoll, nullptr);
      EXPECT_TRUE(slept);
    }
  };
  test::run_on(loop, body());
}

TEST_F(ClientReuseTest, KeepsNoMoreIdleConnectionsThanAllowed) {
  ClientPoolOptions options;
  options.idle_max_per_origin = 1;
  ClientPool small(loop, options);
  ScriptedUpstream upstream({answers(1), answers(1)});
  auto one = [&](std::unique_ptr<ClientExchange>& kept) -> Task<void> {
    const Endpoint endpoint = endpoint_of(upstream.port());
    const ClientRequest request{"GET", "/", {}, {}};
    auto sent = co_await small.send(endpoint, request, deadlines, nullptr);
    EXPECT_TRUE(sent);
    kept = *std::move(sent);
    const auto piece = co_await kept->read(idle);
    EXPECT_TRUE(piece && piece->complete);
  };
  std::unique_ptr<ClientExchange> first;
  std::unique_ptr<ClientExchange> second;
  test::run_on(loop, one(first));
  test::run_on(loop, one(second));
  first.reset();
  second.reset();
  EXPECT_EQ(small.idle_connections(), 1U);
}

}  // namespace
}  // namespace aipool::http
