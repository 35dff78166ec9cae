// SPDX-License-Identifier: MIT
#include "core/http/server_limits.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "core/http/signal.h"
#include "server_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::echo;
using test::eventually;
using test::RawPeer;

constexpr milliseconds kPoll{10};

// Answers with the code of the error that reading the body gave, or 0.
Task<void> report_body_error(ServerExchange& exchange) {
  const auto body = co_await exchange.read_body();
  exchange.respond(body ? 200 : 400, {}, std::to_string(body ? 0 : static_cast<int>(body.error().code)));
}

std::string code_text(ErrorCode code) { return "\r\n\r\n" + std::to_string(static_cast<int>(code)); }

class ServerLimitsTest : public test::ServerTest {};

TEST_F(ServerLimitsTest, AnswersASlowHeadWith408) {
  settings.limits.head_deadline = milliseconds(30);
  start(echo);
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nHost").starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerLimitsTest, ClosesASilentConnectionWithoutAWord) {
  settings.limits.head_deadline = milliseconds(30);
  settings.limits.keep_alive_idle = milliseconds(40);
  start(echo);
  EXPECT_EQ(ask(""), "");
  const std::string answers = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(answers.starts_with("HTTP/1.1 200 ")) << answers;
  EXPECT_EQ(answers.find("408"), std::string::npos);
}

TEST_F(ServerLimitsTest, CountsTheHeadDeadlineFromItsFirstByteAndNotFromEachByte) {
  settings.limits.head_deadline = milliseconds(80);
  settings.limits.linger = milliseconds(20);
  start(echo);
  RawPeer peer = connect();
  std::size_t sent = 0;
  while (peer.try_send("G") && sent < 2'000) {
    ++sent;
    std::this_thread::sleep_for(milliseconds(2));
  }
  EXPECT_LT(sent, 2'000U);
}

TEST_F(ServerLimitsTest, RefusesABodyLargerThanAllowedAndTheClientSeesTheAnswer) {
  settings.limits.body_bytes_max = 100'000;
  start(report_body_error);
  const std::string big(300'000, 'x');
  for (const std::string_view framing :
       {"Content-Length: 300000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n493e0\r\n"}) {
    RawPeer peer = connect();
    peer.send("POST / HTTP/1.1\r\nHost: a\r\n" + std::string(framing));
    peer.try_send(big);
    const std::string answer = peer.read_to_end();
    EXPECT_TRUE(answer.ends_with(code_text(ErrorCode::kTooLarge))) << framing << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos);
  }
}

TEST_F(ServerLimitsTest, DoesNotInviteABodyThatItWouldRefuse) {
  settings.limits.body_bytes_max = 10;
  start(report_body_error);
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_TRUE(peer.read_to_end().starts_with("HTTP/1.1 400 "));
}

TEST_F(ServerLimitsTest, KeepsAllBodiesTogetherWithinTheBudget) {
  settings.limits.in_flight_bytes_max = 200'000;
  std::atomic<bool> released{false};
  std::atomic<int> held{0};
  start_with([&](EventLoop& loop) -> Handler {
    return [&](ServerExchange& exchange) -> Task<void> {
      const auto body = co_await exchange.read_body();
      if (body) ++held;
      while (body && !released) {
        const auto slept = co_await sleep_for(loop, kPoll, nullptr);
        EXPECT_TRUE(slept);
      }
      exchange.respond(200, {}, std::to_string(body ? 0 : static_cast<int>(body.error().code)));
    };
  });
  const std::string request =
      "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 150000\r\n\r\n" + std::string(150'000, 'x');
  RawPeer first = connect();
  first.send(request);
  ASSERT_TRUE(eventually([&] { return held == 1; }));
  EXPECT_EQ(server->load().body_bytes, 150'000U);
  RawPeer second = connect();
  second.try_send(request);
  EXPECT_TRUE(second.read_to_end().ends_with(code_text(ErrorCode::kOverloaded)));
  released = true;
  EXPECT_TRUE(first.read_to_end().ends_with("\r\n\r\n0"));
  EXPECT_TRUE(eventually([&] { return server->load().body_bytes == 0; }));
}

TEST_F(ServerLimitsTest, GivesUpOnABodyThatTricklesIn) {
  settings.limits.body_grace = milliseconds(50);
  settings.limits.linger = milliseconds(20);
  start(report_body_error);
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  for (int i = 0; i < 2'000 && peer.try_send("x"); ++i) std::this_thread::sleep_for(milliseconds(2));
  EXPECT_TRUE(peer.read_to_end().ends_with(code_text(ErrorCode::kTimeout)));
}

TEST_F(ServerLimitsTest, RefusesAContentCoding) {
  start(report_body_error);
  const std::string answer =
      ask("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_TRUE(answer.ends_with(code_text(ErrorCode::kUnsupported))) << answer;
}

TEST_F(ServerLimitsTest, RefusesABadChunk) {
  start(report_body_error);
  const std::string answer = ask(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n");
  EXPECT_TRUE(answer.ends_with(code_text(ErrorCode::kInvalidRequest))) << answer;
}

TEST_F(ServerLimitsTest, AnswersConnectionsBeyondTheLimitWith503) {
  settings.limits.connections_max = 2;
  start(echo);
  std::vector<RawPeer> peers;
  for (int i = 0; i < 2; ++i) {
    peers.push_back(connect());
    peers.back().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    peers.back().read_until("\r\n\r\n");
  }
  const std::string refused = ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(refused.starts_with("HTTP/1.1 503 ")) << refused;
  EXPECT_NE(refused.find("Retry-After: 1\r\n"), std::string::npos);
  peers.clear();
  EXPECT_TRUE(eventually([&] { return server->load().connections == 0; }));
  EXPECT_TRUE(ask("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(ServerLimitsTest, GivesUpOnAReaderThatStalls) {
  settings.limits.write_stall = milliseconds(50);
  std::atomic<int> timeouts{0};
  start([&](ServerExchange& exchange) -> Task<void> {
    const std::string block(256 * 1024, 'x');
    exchange.begin(200, {});
    for (;;) {
      const auto written = co_await exchange.write(block);
      if (written) continue;
      if (written.error().code == ErrorCode::kTimeout) ++timeouts;
      co_return;
    }
  });
  RawPeer peer = connect();
  peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return timeouts == 1; }));
  EXPECT_TRUE(eventually([&] { return server->load().connections == 0; }));
}

// Uses up every descriptor that a lowered limit allows.
class DescriptorFamine {
 public:
  DescriptorFamine() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit lowered{256, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &lowered);
    for (int copy = ::dup(0); copy >= 0; copy = ::dup(0)) copies_.push_back(copy);
  }
  ~DescriptorFamine() {
    ::setrlimit(RLIMIT_NOFILE, &before_);
    while (!copies_.empty()) give_one_back();
  }
  DescriptorFamine(const DescriptorFamine&) = delete;
  DescriptorFamine& operator=(const DescriptorFamine&) = delete;

  void give_one_back() {
    ::close(copies_.back());
    copies_.pop_back();
  }

 private:
  rlimit before_{};
  std::vector<int> copies_;
};

TEST_F(ServerLimitsTest, ServesTheConnectionsThatWaitedForADescriptor) {
  start(echo);
  auto famine = std::make_unique<DescriptorFamine>();
  famine->give_one_back();  // for the client's end
  RawPeer peer = connect();
  peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(server->load().connections, 0U);
  famine.reset();
  EXPECT_TRUE(peer.read_to_end().starts_with("HTTP/1.1 200 "));
}

TEST(ServerLimitsDefaultsTest, ConnectionsFollowTheDescriptorLimit) {
  EXPECT_GE(connections_max_of_process(), 1U);
  EXPECT_EQ(ServerLimits().connections_max, connections_max_of_process());
}

}  // namespace
}  // namespace aipool::http
