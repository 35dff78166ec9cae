// SPDX-License-Identifier: MIT
#include "core/http/http_connect.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tunnel_fixture.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using test::Outcome;
using test::RawPeer;
using test::ScriptedUpstream;

constexpr std::string_view kOpened = "HTTP/1.0 200 Connection established\r\nProxy-agent: some/1.0\r\n\r\n";
constexpr std::string_view kClosed = "closed before its answer";

class HttpConnectTest : public test::TunnelTest {
 protected:
  HttpConnectTest() : TunnelTest(Proxy::Kind::kHttp) {}

  // The proxy says `wire` and ends.
  Outcome said(std::string_view wire) {
    return through([wire](RawPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.try_send(wire);
    });
  }
};

TEST_F(HttpConnectTest, AsksForATunnelAndSendsTheRequestThroughIt) {
  expect_served(through([](RawPeer& peer) {
    EXPECT_EQ(peer.read_until("\r\n\r\n"),
              "CONNECT upstream.example:8080 HTTP/1.1\r\nHost: upstream.example:8080\r\n\r\n");
    peer.send(kOpened);
    serve(peer);
  }));
}

TEST_F(HttpConnectTest, SendsBasicCredentials) {
  user = "Aladdin";
  password = Secret("open sesame");  // RFC 7617, 2
  origin = Origin{false, "2001:db8::1", 80};
  expect_served(through([](RawPeer& peer) {
    EXPECT_EQ(peer.read_until("\r\n\r\n"),
              "CONNECT [2001:db8::1]:80 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n"
              "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
    peer.send(kOpened);
    serve(peer);
  }));
}

TEST_F(HttpConnectTest, TakesTheAnswerByteByByteAndCutAnywhere) {
  expect_served(through([](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send_slowly(kOpened);
    serve(peer);
  }));
  for (std::size_t cut = 1; cut < kOpened.size(); ++cut) {
    expect_served(through([cut](RawPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.send(kOpened.substr(0, cut));
      ::usleep(500);
      peer.send(kOpened.substr(cut));
      serve(peer);
    }));
  }
}

TEST_F(HttpConnectTest, AnySuccessIsOneAndItsLengthMeansNothing) {
  for (const std::string_view head :
       {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 204 X\r\n\r\n", "HTTP/1.1 299 \r\nContent-Length: 7\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    expect_served(through([head](RawPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.send(head);
      serve(peer);
    }));
  }
}

TEST_F(HttpConnectTest, TheTunnelIsKeptForTheNextRequest) {
  ScriptedUpstream proxy({[](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send(kOpened);
    serve(peer);
    serve(peer);
  }});
  port = proxy.port();
  expect_served(ask(endpoint()));
  const Outcome second = ask(endpoint());
  expect_served(second);
  EXPECT_TRUE(second.reused);
}

TEST_F(HttpConnectTest, ARefusalSaysWhy) {
  expect_fault(said("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\nsecret"),
               ErrorCode::kOverloaded, "it wants credentials, status 407");
  sign_in();
  for (const std::string_view status : {"401", "407"}) {
    expect_fault(said("HTTP/1.1 " + std::string(status) + " No\r\n\r\n"), ErrorCode::kOverloaded,
                 "it refused the credentials, status " + std::string(status));
  }
  for (const std::string_view status : {"100", "101", "302", "403", "502"}) {
    expect_fault(said("HTTP/1.1 " + std::string(status) + " user-canary\r\nX: password-canary\r\n\r\n"),
                 ErrorCode::kOverloaded, "no tunnel, status " + std::string(status));
  }
}

TEST_F(HttpConnectTest, AnAnswerThatIsNoHttpIsAFault) {
  sign_in();
  constexpr auto kBroken = ErrorCode::kUpstreamProtocol;
  expect_fault(said(""), kBroken, kClosed);
  for (std::size_t size = 1; size < kOpened.size(); size += 7)
    expect_fault(said(kOpened.substr(0, size)), kBroken, kClosed);
  for (const std::string_view wire :
       {"\x05\x01 garbage that is no line at all\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nbad line\r\n\r\n", "HTTP/1.1 200 OK\r\nX: \x01\r\n\r\n", "ICY 200 OK\r\n\r\n"}) {
    const Outcome outcome = said(wire);
    ASSERT_TRUE(outcome.error) << wire;
    EXPECT_EQ(outcome.error->code, kBroken) << wire;
  }
  expect_fault(said(std::string(kOpened) + "x"), kBroken, "bytes after its answer that nobody asked for");
}

TEST_F(HttpConnectTest, AnEndlessHeadIsRefusedSoon) {
  for (const std::string_view line : {"X: y\r\n", "x"}) {
    const Outcome outcome = through([line](RawPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.send("HTTP/1.1 200 OK\r\n");
      std::string block;
      while (block.size() < 4096) block += line;
      while (peer.try_send(block)) {
      }
    });
    ASSERT_TRUE(outcome.error);
    EXPECT_EQ(outcome.error->code, ErrorCode::kUpstreamProtocol);
  }
}

TEST_F(HttpConnectTest, ASilentProxyIsATimeoutWithinTheConnectDeadline) {
  sign_in();
  deadlines.connect = milliseconds(50);
  expect_fault(through([](RawPeer& peer) { peer.read_to_end(); }), ErrorCode::kTimeout, "deadline passed");
}

TEST_F(HttpConnectTest, IsCancelled) {
  Timer timer(loop);
  const Outcome outcome = through([&](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    loop.post([this] { cancellation.cancel(); });
    peer.read_to_end();
  });
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::kCancelled);
}

TEST_F(HttpConnectTest, AProxyThatCannotBeReachedIsNamed) {
  port = test::closed_port();
  const Outcome outcome = ask(endpoint());
  const std::string where = "127.0.0.1:" + std::to_string(port);
  expect_fault(outcome, ErrorCode::kOverloaded, "connect " + where + ": Connection refused");
}

}  // namespace
}  // namespace aipool::http
