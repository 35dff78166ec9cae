// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <unistd.h>

#include <future>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/http/signal.h"
#include "server_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::echo;
using test::eventually;
using test::RawPeer;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr milliseconds kPoll{10};
constexpr milliseconds kLong{60'000};

class ServerStopTest : public test::ServerTest {
 protected:
  // Waits until the test says so, or its client leaves.
  void start_waiting_handler() {
    start_with([this](EventLoop& loop) -> Handler {
      return [this, &loop](ServerExchange& exchange) -> Task<void> {
        ++waiting;
        while (!may_answer && !exchange.cancellation().cancelled()) {
          const auto slept = co_await sleep_for(loop, kPoll, &exchange.cancellation());
          static_cast<void>(slept);
        }
        if (exchange.cancellation().cancelled()) ++cancelled;
        exchange.respond(200, {}, "served");
      };
    });
  }

  bool is_accepting() {
    try {
      connect();
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  std::atomic<int> waiting{0};
  std::atomic<int> cancelled{0};
  std::atomic<bool> may_answer{false};
};

TEST_F(ServerStopTest, FinishesWhatIsInFlightAndSaysClose) {
  start_waiting_handler();
  RawPeer peer = connect();
  peer.send(kGet);
  ASSERT_TRUE(eventually([&] { return waiting == 1; }));
  std::thread stopper([&] { server->stop(kLong); });
  ASSERT_TRUE(eventually([&] { return !is_accepting(); }));
  may_answer = true;
  const std::string answer = peer.read_to_end();
  stopper.join();
  EXPECT_TRUE(answer.ends_with("\r\n\r\nserved")) << answer;
  EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  EXPECT_EQ(cancelled, 0);
}

TEST_F(ServerStopTest, TellsWhoAskedFirstThatItHasDrained) {
  start(echo);
  std::promise<void> first;
  std::atomic<bool> second{false};
  server->drain(kLong, [&] { first.set_value(); });
  server->drain(milliseconds(0), [&] { second = true; });
  EXPECT_EQ(first.get_future().wait_for(kLong), std::future_status::ready);
  server->stop(milliseconds(0));
  EXPECT_FALSE(second);
}

TEST_F(ServerStopTest, ClosesIdleConnectionsSoonAndAcceptsNoMore) {
  start(echo);
  RawPeer fresh = connect();
  RawPeer used = connect();
  used.send(kGet);
  used.read_until("\r\n\r\nGET / ");
  const std::uint16_t port = server->port();
  server->stop(kLong);
  EXPECT_EQ(fresh.read_to_end(), "");
  EXPECT_EQ(used.read_to_end(), "");
  EXPECT_THROW(test::connect_to(port), std::runtime_error);
}

TEST_F(ServerStopTest, ServesConnectionsThatTheKernelHadQueued) {
  start(echo);
  std::vector<RawPeer> peers;
  for (int i = 0; i < 20; ++i) {
    peers.push_back(connect());
    peers.back().send(kGet);
  }
  server->stop(kLong);
  for (RawPeer& peer : peers) EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\nGET / "));
}

TEST_F(ServerStopTest, CancelsWhatOutlastsTheGrace) {
  start_waiting_handler();
  RawPeer peer = connect();
  peer.send(kGet);
  ASSERT_TRUE(eventually([&] { return waiting == 1; }));
  server->stop(milliseconds(20));
  EXPECT_EQ(cancelled, 1);
  EXPECT_EQ(server->load().connections, 0U);
}

TEST_F(ServerStopTest, LetsWhatItGivesUpSaySo) {
  start_waiting_handler();
  RawPeer peer = connect();
  peer.send(kGet);
  ASSERT_TRUE(eventually([&] { return waiting == 1; }));
  server->stop(milliseconds(0));
  EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\nserved"));
}

TEST_F(ServerStopTest, TellsWhenAllLoopsHaveEnded) {
  start_waiting_handler();
  RawPeer peer = connect();
  peer.send(kGet);
  ASSERT_TRUE(eventually([&] { return waiting == 1; }));
  std::atomic<bool> drained{false};
  server->drain(kLong, [&] { drained = true; });
  EXPECT_FALSE(drained);
  may_answer = true;
  EXPECT_TRUE(eventually([&] { return drained.load(); }));
}

TEST_F(ServerStopTest, ServesARequestThatWasOnItsWayWhenTheServerStopped) {
  start(echo);
  RawPeer used = connect();
  used.send(kGet);
  used.read_until("\r\n\r\nGET / ");
  server->drain(kLong);
  ASSERT_TRUE(eventually([&] { return !is_accepting(); }));
  used.send(kGet);
  EXPECT_NE(used.read_to_end().find("Connection: close"), std::string::npos);
}

// The sockets as another process would get them.
std::vector<int> duplicates(const std::vector<int>& descriptors) {
  std::vector<int> copies;
  for (const int descriptor : descriptors) copies.push_back(::dup(descriptor));
  return copies;
}

TEST_F(ServerStopTest, AServerWithFewerLoopsTakesOverAllSocketsAndWhatWaitsOnThem) {
  start_with([](EventLoop&) -> Handler { return echo; }, 4);
  settings.port = server->port();
  settings.inherited = duplicates(server->sockets());
  ASSERT_EQ(settings.inherited.size(), 4U);
  server->stop(kLong);
  std::vector<RawPeer> peers;  // nobody accepts now
  for (int i = 0; i < 40; ++i) {
    peers.push_back(test::connect_to(settings.port));
    peers.back().send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  }
  start_with([](EventLoop&) -> Handler { return echo; }, 1);
  EXPECT_EQ(server->port(), settings.port);
  EXPECT_EQ(server->sockets().size(), 4U);
  for (RawPeer& peer : peers) EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\nGET / "));
}

TEST_F(ServerStopTest, AServerWithMoreLoopsOpensWhatIsMissing) {
  start_with([](EventLoop&) -> Handler { return echo; }, 1);
  settings.port = server->port();
  settings.inherited = duplicates(server->sockets());
  Server other(settings, [](EventLoop&) -> Handler { return echo; });
  const auto started = other.start(3);
  ASSERT_TRUE(started) << started.error().detail;
  EXPECT_EQ(other.sockets().size(), 3U);
  EXPECT_EQ(other.port(), server->port());
}

TEST_F(ServerStopTest, NewLimitsHoldForTheNextRequest) {
  start(echo);
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
  peer.read_until("POST / body");
  ServerLimits limits = settings.limits;
  limits.body_bytes_max = 3;
  server->change_limits(limits);
  EXPECT_TRUE(eventually([&] {
    return ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody").find("exceeds") !=
           std::string::npos;
  }));
}

TEST_F(ServerStopTest, StopsAHandlerThatIgnoresItsCancellation) {
  start_with([this](EventLoop& loop) -> Handler {
    return [this, &loop](ServerExchange& exchange) -> Task<void> {
      ++waiting;
      const auto slept = co_await sleep_for(loop, kLong, nullptr);
      exchange.respond(200, {}, slept ? "slept" : "");
    };
  });
  RawPeer peer = connect();
  peer.send(kGet);
  ASSERT_TRUE(eventually([&] { return waiting == 1; }));
  server->stop(milliseconds(0));
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(ServerStopTest, SeveralLoopsShareOnePort) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  start_with(
      [&](EventLoop&) -> Handler {
        return [&](ServerExchange& exchange) -> Task<void> {
          {
            const std::lock_guard lock(mutex);
            threads.insert(std::this_thread::get_id());
          }
          exchange.respond(200, {}, "");
          co_return;
        };
      },
      3);
  for (int i = 0; i < 200; ++i) ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(threads.size(), 3U);
}

TEST_F(ServerStopTest, ReportsAnAddressThatIsNotItsOwn) {
  settings.host = "192.0.2.1";
  Server other(settings, [](EventLoop&) -> Handler { return echo; });
  const auto started = other.start(1);
  ASSERT_FALSE(started);
  EXPECT_NE(started.error().detail.find("192.0.2.1"), std::string::npos);
}

TEST_F(ServerStopTest, DoesNotShareItsAddressWithAnotherServer) {
  start(echo);
  settings.port = server->port();
  Server other(settings, [](EventLoop&) -> Handler { return echo; });
  EXPECT_FALSE(other.start(1));
}

TEST_F(ServerStopTest, ReportsAFactoryThatFails) {
  Server other(settings, [](EventLoop&) -> Handler { throw std::runtime_error("no state"); });
  const auto started = other.start(2);
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().detail, "no state");
}

}  // namespace
}  // namespace aipool::http
