// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <future>
#include <string>
#include <utility>

#include "server_fixture.h"

namespace aipool::http {
namespace {

using test::eventually;
using test::RawPeer;

constexpr std::string_view kGet11 = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGet10 = "GET / HTTP/1.0\r\n\r\n";

Task<void> stream(ServerExchange& exchange) {
  const std::array<std::string_view, 3> pieces = {"wor", "", "ld"};
  const std::span<const std::string_view> span(pieces);
  exchange.begin(200, {});
  const auto first = co_await exchange.write("hello ");
  const auto nothing = co_await exchange.write("");
  const auto second = co_await exchange.write(span);
  const auto finished = co_await exchange.finish();
  EXPECT_TRUE(first && nothing && second && finished);
  EXPECT_EQ(exchange.bytes_sent(), exchange.head().method == "HEAD" ? 0U : 11U);
}

// Ends in the middle of its answer, as a handler does whose upstream broke.
Task<void> stop_half_way(ServerExchange& exchange) {
  exchange.begin(200, {});
  const auto written = co_await exchange.write("half");
  EXPECT_TRUE(written);
}

class ServerStreamTest : public test::ServerTest {};

TEST_F(ServerStreamTest, ChunksInHttp11AndStaysOpen) {
  start(stream);
  RawPeer peer = connect();
  for (int i = 0; i < 2; ++i) {
    peer.send(kGet11);
    EXPECT_NE(peer.read_until("\r\n\r\n").find("Transfer-Encoding: chunked\r\n"), std::string::npos);
    EXPECT_EQ(peer.read_until("\r\n0\r\n\r\n"), "6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n");
  }
}

TEST_F(ServerStreamTest, DelimitsByCloseInHttp10) {
  start(stream);
  RawPeer peer = connect();
  peer.send(kGet10);
  const std::string answer = peer.read_to_end();
  EXPECT_FALSE(peer.was_reset());
  EXPECT_EQ(answer.find("Transfer-Encoding"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\nhello world")) << answer;
}

TEST_F(ServerStreamTest, SendsNoBodyToHead) {
  start(stream);
  RawPeer peer = connect();
  peer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  peer.read_until("\r\n\r\n");
  peer.send(kGet11);
  EXPECT_TRUE(peer.read_until("\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerStreamTest, HoldsTheHeadUntilTheFirstWriteOrFlush) {
  std::promise<void> may_write;
  std::shared_future<void> allowed = may_write.get_future().share();
  start([&](ServerExchange& exchange) -> Task<void> {
    exchange.begin(200, {});
    allowed.wait();
    const auto flushed = co_await exchange.flush();
    EXPECT_TRUE(flushed);
    const auto finished = co_await exchange.finish();
    EXPECT_TRUE(finished);
  });
  RawPeer peer = connect();
  peer.send(kGet11);
  char byte = 0;
  EXPECT_LT(::recv(peer.descriptor(), &byte, 1, MSG_DONTWAIT), 0);
  may_write.set_value();
  EXPECT_TRUE(peer.read_until("\r\n\r\n0\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(ServerStreamTest, ATruncatedChunkedAnswerHasNoLastChunk) {
  start(stop_half_way);
  RawPeer peer = connect();
  peer.send(kGet11);
  EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\n4\r\nhalf\r\n"));
}

TEST_F(ServerStreamTest, ATruncatedCloseDelimitedAnswerEndsInAReset) {
  start(stop_half_way);
  RawPeer peer = connect();
  peer.send(kGet10);
  peer.read_to_end();
  EXPECT_TRUE(peer.was_reset());
}

TEST_F(ServerStreamTest, AnAbortEndsTheAnswerAndLaterWritesFail) {
  std::atomic<int> refused{0};
  start([&](ServerExchange& exchange) -> Task<void> {
    exchange.begin(200, {});
    const auto written = co_await exchange.write("half");
    EXPECT_TRUE(written);
    exchange.abort();
    const auto late = co_await exchange.write("more");
    const auto finished = co_await exchange.finish();
    if (!late && !finished) ++refused;
  });
  RawPeer peer = connect();
  peer.send(kGet11);
  EXPECT_TRUE(peer.read_to_end().ends_with("\r\n\r\n4\r\nhalf\r\n"));
  EXPECT_EQ(refused, 1);
}

TEST_F(ServerStreamTest, TryWriteTakesAllOrNothingAndNeverWaits) {
  std::atomic<std::size_t> taken{0};
  start([&](ServerExchange& exchange) -> Task<void> {
    const std::string block(32 * 1024, 'x');
    EXPECT_FALSE(exchange.try_write(block));  // not begun
    exchange.begin(200, {});
    std::size_t count = 0;
    while (exchange.try_write(block)) count += block.size();
    taken = count;
    const auto finished = co_await exchange.finish();
    EXPECT_TRUE(finished);
  });
  RawPeer peer = connect();
  peer.send(kGet11);
  EXPECT_TRUE(eventually([&] { return taken != 0; }));
  const std::string answer = peer.read_until("\r\n0\r\n\r\n");
  EXPECT_EQ(static_cast<std::size_t>(std::count(answer.begin(), answer.end(), 'x')), taken);
}

TEST_F(ServerStreamTest, AStalledReaderSuspendsTheWriterAndBoundsItsMemory) {
  std::atomic<std::size_t> written{0};
  std::atomic<bool> done{false};
  start([&](ServerExchange& exchange) -> Task<void> {
    const std::string block(32 * 1024, 'x');
    exchange.begin(200, {});
    for (int i = 0; i < 512; ++i) {  // 16 MiB, more than any socket buffers
      const auto sent = co_await exchange.write(block);
      if (!sent) co_return;
      written += block.size();
    }
    const auto finished = co_await exchange.finish();
    done = finished.has_value();
  });
  RawPeer peer = connect();
  peer.send(kGet11);
  peer.read_until("\r\n\r\n");
  std::size_t before = 0;
  EXPECT_TRUE(eventually([&] { return std::exchange(before, written.load()) == written && written != 0; }));
  EXPECT_LT(written, std::size_t{12} << 20);
  EXPECT_FALSE(done);
  EXPECT_TRUE(peer.read_until("\r\n0\r\n\r\n").ends_with("x\r\n0\r\n\r\n"));
  EXPECT_TRUE(eventually([&] { return done.load(); }));
}

}  // namespace
}  // namespace aipool::http
