// SPDX-License-Identifier: MIT
//
// TunnelTest sends requests of a ClientPool through a proxy that the test scripts, to an upstream that it plays, too.
//
// Threading: as ClientTest.
// Ownership: as ClientTest.
// Errors:    none.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "client_fixture.h"

namespace aipool::http::test {

inline constexpr std::string_view kTunnelAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
inline constexpr std::string_view kSecretUser = "user-canary";
inline constexpr std::string_view kSecretPassword = "password-canary";

class TunnelTest : public ClientTest {
 protected:
  explicit TunnelTest(Proxy::Kind kind) : kind_(kind) {}

  void sign_in() {
    user = kSecretUser;
    password = Secret(std::string(kSecretPassword));
  }

  // What a request to `origin` gives when the connection to the proxy is played by `script`.
  Outcome through(const ScriptedUpstream::Script& script) {
    ScriptedUpstream proxy({script});
    port = proxy.port();
    return ask(endpoint());
  }

  Endpoint endpoint() const {
    Endpoint endpoint{origin};
    endpoint.proxy = std::make_shared<const Proxy>(Proxy{kind_, "127.0.0.1", port, user, password});
    return endpoint;
  }

  // The upstream at the end of the tunnel. Its request must be the client's own, without a trace of the proxy.
  static void serve(RawPeer& peer) {
    const std::string request = peer.read_until("\r\n\r\n");
    EXPECT_EQ(request.substr(0, request.find('\r')), "GET /v1/x?y HTTP/1.1");
    EXPECT_EQ(request.find("Proxy-"), std::string::npos);
    EXPECT_EQ(request.find("canary"), std::string::npos);
    peer.send(kTunnelAnswer);
  }

  void expect_served(const Outcome& outcome) {
    EXPECT_EQ(outcome.status, 200) << (outcome.error ? outcome.error->detail : "");
    EXPECT_EQ(outcome.body, "hello");
  }

  // The detail names the proxy, then says `why`, and no more.
  void expect_fault(const Outcome& outcome, ErrorCode code, std::string_view why) {
    ASSERT_TRUE(outcome.error) << why;
    EXPECT_EQ(outcome.error->code, code) << why;
    EXPECT_EQ(outcome.error->source, ErrorSource::kUpstream) << why;
    EXPECT_EQ(outcome.error->detail, "proxy 127.0.0.1:" + std::to_string(port) + ": " + std::string(why));
    EXPECT_EQ(outcome.error->client_text, "");
  }

  Origin origin{false, "upstream.example", 8080};
  std::uint16_t port = 0;
  std::string user;
  Secret password;

 private:
  const Proxy::Kind kind_;
};

}  // namespace aipool::http::test
