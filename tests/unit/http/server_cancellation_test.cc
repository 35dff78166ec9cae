// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include "core/http/signal.h"
#include "server_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::eventually;
using test::RawPeer;

constexpr milliseconds kLong{60'000};
constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// A handler that waits for a minute unless its client leaves.
class ServerCancellationTest : public test::ServerTest {
 protected:
  void SetUp() override {
    start_with([this](EventLoop& loop) -> Handler {
      return [this, &loop](ServerExchange& exchange) { return wait_long(loop, exchange); };
    });
  }

  Task<void> wait_long(EventLoop& loop, ServerExchange& exchange) {
    const auto body = co_await exchange.read_body();
    if (!body) {
      if (body.error().code == ErrorCode::kCancelled) ++cancelled;
      co_return;
    }
    if (exchange.head().path == "/stream") {
      exchange.begin(200, {});
      const auto written = co_await exchange.write("first");
      if (!written) co_return;
    }
    ++waiting;
    const auto slept = co_await sleep_for(loop, kLong, &exchange.cancellation());
    if (!slept && slept.error().code == ErrorCode::kCancelled) ++cancelled;
    if (exchange.begun()) {
      const auto late = co_await exchange.write("late");
      EXPECT_FALSE(late);
    }
  }

  void expect_cancelled() {
    EXPECT_TRUE(eventually([this] { return cancelled == 1; }));
    EXPECT_TRUE(eventually([this] { return server->load().connections == 0; }));
  }
  void expect_waiting() {
    ASSERT_TRUE(eventually([this] { return waiting == 1; }));
  }

  std::atomic<int> waiting{0};
  std::atomic<int> cancelled{0};
};

TEST_F(ServerCancellationTest, AClientThatClosesCancelsTheHandler) {
  RawPeer peer = connect();
  peer.send(kGet);
  expect_waiting();
  peer.close();
  expect_cancelled();
}

TEST_F(ServerCancellationTest, AClientThatResetsCancelsTheHandler) {
  RawPeer peer = connect();
  peer.send(kGet);
  expect_waiting();
  peer.close_with_reset();
  expect_cancelled();
}

TEST_F(ServerCancellationTest, AHalfCloseCountsAsLeaving) {
  RawPeer peer = connect();
  peer.send(kGet);
  expect_waiting();
  peer.shutdown_write();
  expect_cancelled();
}

TEST_F(ServerCancellationTest, LeavingIsNoticedBehindUnreadPipelinedBytes) {
  RawPeer peer = connect();
  peer.send(kGet);
  expect_waiting();
  peer.send(std::string(100'000, 'x'));
  peer.close();
  expect_cancelled();
}

TEST_F(ServerCancellationTest, LeavingInTheMiddleOfAStreamCancels) {
  RawPeer peer = connect();
  peer.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  peer.read_until("first");
  expect_waiting();
  peer.close();
  expect_cancelled();
}

TEST_F(ServerCancellationTest, LeavingInTheMiddleOfTheBodyCancels) {
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  ASSERT_TRUE(eventually([&] { return server->load().connections == 1; }));
  peer.close();
  expect_cancelled();
  EXPECT_EQ(waiting, 0);
}

TEST_F(ServerCancellationTest, LeavingInTheMiddleOfTheHeadRunsNoHandler) {
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHos");
  ASSERT_TRUE(eventually([&] { return server->load().connections == 1; }));
  peer.close();
  EXPECT_TRUE(eventually([&] { return server->load().connections == 0; }));
  EXPECT_EQ(waiting + cancelled, 0);
}

TEST_F(ServerCancellationTest, OtherClientsAreNotConcerned) {
  RawPeer leaving = connect();
  leaving.send(kGet);
  RawPeer staying = connect();
  staying.send(kGet);
  ASSERT_TRUE(eventually([&] { return waiting == 2; }));
  leaving.close();
  ASSERT_TRUE(eventually([&] { return server->load().connections == 1; }));
  EXPECT_EQ(cancelled, 1);
}

}  // namespace
}  // namespace aipool::http
