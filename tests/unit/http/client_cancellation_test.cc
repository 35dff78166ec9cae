// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "client_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::Outcome;
using test::RawPeer;
using test::ScriptedUpstream;

class ClientCancellationTest : public test::ClientTest {
 protected:
  // Of a script, in its thread.
  void cancel_from_outside() {
    loop.post([this] { cancellation.cancel(); });
  }
  void cancel_soon() {
    timer.arm(milliseconds(20), [this] { cancellation.cancel(); });
  }
  static void expect_code(const Outcome& outcome, ErrorCode code) {
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->code, code) << outcome.error->detail;
    EXPECT_EQ(outcome.error->source, ErrorSource::kUpstream);
  }

  Timer timer{loop};
};

// Takes the request and says nothing, until the client has gone.
void silent(RawPeer& peer) {
  peer.read_until("\r\n\r\n");
  EXPECT_EQ(peer.read_to_end(), "");
}

// Begins to answer and stops.
void begins(RawPeer& peer) {
  peer.read_until("\r\n\r\n");
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nfirst");
  peer.read_to_end();
}

TEST_F(ClientCancellationTest, EndsTheWaitForTheHeadAndTheUpstreamSeesIt) {
  ScriptedUpstream upstream({[this](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    cancel_from_outside();
    EXPECT_EQ(peer.read_to_end(), "");
  }});
  expect_code(ask(upstream.port()), ErrorCode::kCancelled);
}

TEST_F(ClientCancellationTest, EndsTheWaitForTheBody) {
  ScriptedUpstream upstream({[this](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nfirst");
    cancel_from_outside();
    EXPECT_EQ(peer.read_to_end(), "");
  }});
  expect_code(ask(upstream.port()), ErrorCode::kCancelled);
}

TEST_F(ClientCancellationTest, EndsASendThatTheUpstreamDoesNotRead) {
  ScriptedUpstream upstream({[this](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    cancel_from_outside();
    peer.read_to_end();
  }});
  expect_code(ask(upstream.port(), "POST", std::string(8 << 20, 'x')), ErrorCode::kCancelled);
}

TEST_F(ClientCancellationTest, SendsNothingOnceCancelled) {
  cancellation.cancel();
  const test::RawListener untouched;
  expect_code(ask(untouched.port()), ErrorCode::kCancelled);
}

TEST_F(ClientCancellationTest, EndsTheWaitForAConnection) {
  const test::FullListener full;
  cancel_soon();
  expect_code(ask(full.port()), ErrorCode::kCancelled);
}

TEST_F(ClientCancellationTest, AConnectionThatTakesTooLongIsATimeout) {
  const test::FullListener full;
  deadlines.connect = milliseconds(30);
  const Outcome outcome = ask(full.port());
  expect_code(outcome, ErrorCode::kTimeout);
  EXPECT_EQ(outcome.error->detail, "connect 127.0.0.1:" + std::to_string(full.port()) + ": deadline passed");
}

TEST_F(ClientCancellationTest, AHeadThatTakesTooLongIsATimeout) {
  ScriptedUpstream upstream({silent});
  deadlines.head = milliseconds(30);
  expect_code(ask(upstream.port()), ErrorCode::kTimeout);
}

TEST_F(ClientCancellationTest, ABodyThatPausesTooLongIsATimeout) {
  ScriptedUpstream upstream({begins});
  idle = milliseconds(30);
  const Outcome outcome = ask(upstream.port());
  expect_code(outcome, ErrorCode::kTimeout);
  EXPECT_EQ(outcome.body, "first");
}

TEST_F(ClientCancellationTest, TheTotalDeadlineBoundsEverything) {
  ScriptedUpstream upstream({begins, silent});
  deadlines.total = milliseconds(30);
  expect_code(ask(upstream.port()), ErrorCode::kTimeout);
  expect_code(ask(upstream.port()), ErrorCode::kTimeout);
}

TEST_F(ClientCancellationTest, ARefusedConnectionSaysWhere) {
  const std::uint16_t port = test::closed_port();
  const Outcome outcome = ask(port);
  expect_code(outcome, ErrorCode::kOverloaded);
  EXPECT_EQ(outcome.error->detail, "connect 127.0.0.1:" + std::to_string(port) + ": Connection refused");
}

TEST_F(ClientCancellationTest, NothingGoesToAnHttpsOriginWithoutTrust) {
  auto body = [&]() -> Task<void> {
    const Endpoint endpoint{Origin{true, "127.0.0.1", 443}};
    const ClientRequest request{"GET", "/", {}, {}};
    auto sent = co_await pool.send(endpoint, request, deadlines, nullptr);
    EXPECT_TRUE(!sent && sent.error().code == ErrorCode::kInternal);
  };
  test::run_on(loop, body());
}

}  // namespace
}  // namespace aipool::http
