// SPDX-License-Identifier: MIT
//
// Both edges together: what one side does must reach the other.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "core/http/client.h"
#include "server_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::eventually;
using test::RawListener;
using test::RawPeer;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr milliseconds kLong{60'000};

// Forwards each request to `port` and streams the answer back.
Task<void> forward(ClientPool& pool, std::uint16_t port, ServerExchange& client) {
  const Endpoint endpoint{Origin{false, "127.0.0.1", port}};
  const ClientRequest request{client.head().method, client.head().target, {}, {}};
  const ClientDeadlines deadlines;
  auto sent = co_await pool.send(endpoint, request, deadlines, &client.cancellation());
  if (!sent) co_return client.respond(502, {}, "");
  client.begin((*sent)->head().status, {});
  for (;;) {
    const auto piece = co_await (*sent)->read(kLong);
    if (!piece) co_return;
    const auto written = co_await client.write(piece->bytes);
    if (!written || (piece->end && !piece->complete)) co_return;
    if (piece->end) break;
  }
  const auto finished = co_await client.finish();
  EXPECT_TRUE(finished);
}

class ProxyFlowTest : public test::ServerTest {
 protected:
  void SetUp() override {
    start_with([this](EventLoop& loop) -> Handler {
      auto pool = std::make_shared<ClientPool>(loop);
      return [this, pool](ServerExchange& client) { return forward(*pool, upstream.port(), client); };
    });
  }

  RawListener upstream;
};

TEST_F(ProxyFlowTest, AStalledClientStopsTheUpstream) {
  RawPeer client = connect();
  client.send(kGet);
  RawPeer source = upstream.accept();
  source.read_until("\r\n\r\n");
  constexpr std::size_t kTotal = std::size_t{64} << 20;
  source.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(kTotal) + "\r\n\r\n");
  const std::size_t before = source.send_until_blocked(kTotal);
  EXPECT_LT(before, kTotal / 2);  // two sockets' buffers and a little
  std::thread rest([&] { source.send(std::string(kTotal - before, 'x')); });
  const std::string answer = client.read_until("\r\n0\r\n\r\n");
  rest.join();
  EXPECT_GT(answer.size(), kTotal);
}

TEST_F(ProxyFlowTest, AClientThatLeavesCancelsTheUpstreamInEveryPhase) {
  for (const std::string_view begun :
       {"", "HTTP/1.1 200 OK\r\nConte", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nfirst"}) {
    RawPeer client = connect();
    client.send(kGet);
    RawPeer source = upstream.accept();
    source.read_until("\r\n\r\n");
    source.send(begun);
    if (begun.ends_with("first")) client.read_until("first");
    client.close();
    EXPECT_EQ(source.read_to_end(), "") << begun;
  }
}

TEST_F(ProxyFlowTest, ATruncatedUpstreamIsATruncatedAnswer) {
  RawPeer client = connect();
  client.send(kGet);
  RawPeer source = upstream.accept();
  source.read_until("\r\n\r\n");
  source.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
  client.read_until("first");
  source.close();
  EXPECT_EQ(client.read_to_end(), "\r\n");
}

TEST_F(ProxyFlowTest, OneUpstreamConnectionServesManyClients) {
  RawPeer client = connect();
  client.send(kGet);
  RawPeer source = upstream.accept();
  for (int i = 0; i < 3; ++i) {
    source.read_until("\r\n\r\n");
    source.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    client.read_until("\r\n0\r\n\r\n");
    client = connect();
    client.send(kGet);
  }
  EXPECT_TRUE(eventually([&] { return server->load().connections == 1; }));
}

}  // namespace
}  // namespace aipool::http
