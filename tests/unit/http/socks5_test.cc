// SPDX-License-Identifier: MIT
#include "core/http/socks5.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "tunnel_fixture.h"

namespace aipool::http {
namespace {

using namespace std::string_literals;
using std::chrono::milliseconds;
using test::Outcome;
using test::RawPeer;

const std::string kHello = "\x05\x01\x00"s;
const std::string kHelloNamed = "\x05\x02\x00\x02"s;
const std::string kNoSignIn = "\x05\x00"s;
const std::string kSignIn = "\x05\x02"s;
const std::string kSignInText = "\x01\x0buser-canary\x0fpassword-canary"s;
const std::string kSignedIn = "\x01\x00"s;
const std::string kRequest = "\x05\x01\x00\x03\x10upstream.example\x1f\x90"s;
const std::string kOpened = "\x05\x00\x00\x01\x7f\x00\x00\x01\x12\x34"s;

class Socks5Test : public test::TunnelTest {
 protected:
  Socks5Test() : TunnelTest(Proxy::Kind::kSocks5) {}

  // The proxy plays its part up to the reply to the request, and says `reply`.
  Outcome replied(const std::string& reply) {
    return through([&](RawPeer& peer) {
      peer.read_bytes(kHello.size());
      peer.send(kNoSignIn);
      peer.read_bytes(kRequest.size());
      peer.try_send(reply);
    });
  }
  // It greets with `greeting` and ends.
  Outcome greeted(const std::string& greeting) {
    return through([&](RawPeer& peer) {
      peer.read_bytes((user.empty() ? kHello : kHelloNamed).size());
      peer.try_send(greeting);
    });
  }
};

TEST_F(Socks5Test, AsksForATunnelByNameAndSendsTheRequestThroughIt) {
  expect_served(through([](RawPeer& peer) {
    EXPECT_EQ(peer.read_bytes(kHello.size()), kHello);
    peer.send(kNoSignIn);
    EXPECT_EQ(peer.read_bytes(kRequest.size()), kRequest);
    peer.send(kOpened);
    serve(peer);
  }));
}

TEST_F(Socks5Test, AddressesGoAsAddresses) {
  const std::pair<std::string, std::string> rows[] = {
      {"192.0.2.1", "\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x50"s},
      {"2001:db8::1", "\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x50"s}};
  for (const auto& [host, request] : rows) {
    origin = Origin{false, host, 80};
    expect_served(through([&request = request](RawPeer& peer) {
      peer.read_bytes(kHello.size());
      peer.send(kNoSignIn);
      EXPECT_EQ(peer.read_bytes(request.size()), request);
      peer.send(kOpened);
      serve(peer);
    }));
  }
}

TEST_F(Socks5Test, SignsInWhenItIsAskedTo) {
  sign_in();
  expect_served(through([](RawPeer& peer) {
    EXPECT_EQ(peer.read_bytes(kHelloNamed.size()), kHelloNamed);
    peer.send(kSignIn);
    EXPECT_EQ(peer.read_bytes(kSignInText.size()), kSignInText);
    peer.send(kSignedIn);
    EXPECT_EQ(peer.read_bytes(kRequest.size()), kRequest);
    peer.send(kOpened);
    serve(peer);
  }));
  expect_served(through([](RawPeer& peer) {  // credentials are there, but nobody wants them
    peer.read_bytes(kHelloNamed.size());
    peer.send(kNoSignIn);
    EXPECT_EQ(peer.read_bytes(kRequest.size()), kRequest);
    peer.send(kOpened);
    serve(peer);
  }));
}

TEST_F(Socks5Test, EveryTypeOfAddressInTheReplyIsSkippedAtAnyCut) {
  const std::string replies[] = {kOpened, "\x05\x00\x00\x03\x04host\x00\x50"s, "\x05\x00\x00\x03\x00\x00\x50"s,
                                 "\x05\x00\x00\x03\xff"s + std::string(255, '\xff') + "\x00\x50"s,
                                 "\x05\x00\x00\x04"s + std::string(18, '\0')};
  for (const std::string& reply : replies) {
    expect_served(through([&reply](RawPeer& peer) {
      peer.read_bytes(kHello.size());
      peer.send_slowly(kNoSignIn);
      peer.read_bytes(kRequest.size());
      peer.send_slowly(reply);
      serve(peer);
    }));
    for (std::size_t cut = 1; cut < std::min<std::size_t>(reply.size(), 24); ++cut) {
      expect_served(through([&reply, cut](RawPeer& peer) {
        peer.read_bytes(kHello.size());
        peer.send(kNoSignIn);
        peer.read_bytes(kRequest.size());
        peer.send(std::string_view(reply).substr(0, cut));
        ::usleep(500);
        peer.send(std::string_view(reply).substr(cut));
        serve(peer);
      }));
    }
  }
}

TEST_F(Socks5Test, EveryReplyCodeHasItsText) {
  const std::pair<char, const char*> rows[] = {
      {'\x01', "general failure (1)"},       {'\x02', "not allowed by its rules (2)"},
      {'\x03', "network unreachable (3)"},   {'\x04', "host unreachable (4)"},
      {'\x05', "connection refused (5)"},    {'\x06', "TTL expired (6)"},
      {'\x07', "command not supported (7)"}, {'\x08', "address type not supported (8)"},
      {'\x09', "unknown failure (9)"},       {'\xff', "unknown failure (255)"}};
  for (const auto& [code, text] : rows) {
    expect_fault(replied("\x05"s + code + "\x00\x01"s), ErrorCode::kOverloaded, "no tunnel: "s + text);
  }
}

TEST_F(Socks5Test, RefusedCredentialsAreCalledSo) {
  expect_fault(greeted("\x05\xff"s), ErrorCode::kOverloaded, "it wants credentials");
  sign_in();
  expect_fault(greeted("\x05\xff"s), ErrorCode::kOverloaded, "it takes no user and password");
  for (const char status : {'\x01', '\x02', '\xff'}) {
    expect_fault(through([status](RawPeer& peer) {
                   peer.read_bytes(kHelloNamed.size());
                   peer.send(kSignIn);
                   peer.read_bytes(kSignInText.size());
                   peer.send("\x01"s + status);
                 }),
                 ErrorCode::kOverloaded, "it refused the credentials");
  }
}

TEST_F(Socks5Test, WhatIsNoSocks5IsAFault) {
  constexpr auto kBroken = ErrorCode::kUpstreamProtocol;
  for (const std::string& greeting : {"\x04\x00"s, "HTTP/1.1 400 Bad Request\r\n\r\n"s, "\x00\x00"s}) {
    expect_fault(greeted(greeting), kBroken, "no SOCKS5");
  }
  for (const std::string& greeting : {"\x05\x02"s, "\x05\x01"s, "\x05\x80"s}) {
    expect_fault(greeted(greeting), kBroken, "a way to sign in that was not offered");
  }
  expect_fault(replied("\x04\x00\x00\x01"s), kBroken, "no SOCKS5");
  for (const char type : {'\x00', '\x02', '\x05', '\xff'}) {
    expect_fault(replied("\x05\x00\x00"s + type), kBroken, "an unknown type of address");
  }
  expect_fault(replied(kOpened + "x"), kBroken, "closed, or sent bytes that nobody asked for");
  sign_in();
  expect_fault(through([](RawPeer& peer) {
                 peer.read_bytes(kHelloNamed.size());
                 peer.send(kSignIn);
                 peer.read_bytes(kSignInText.size());
                 peer.send("\x05\x00"s);
               }),
               kBroken, "an answer that is not of RFC 1929");
}

TEST_F(Socks5Test, AnEarlyEndIsAFaultWhereverItComes) {
  constexpr std::string_view kEarly = "closed within the handshake";
  for (std::size_t size = 0; size < 2; ++size) {
    expect_fault(greeted(kNoSignIn.substr(0, size)), ErrorCode::kUpstreamProtocol, kEarly);
  }
  for (std::size_t size = 0; size < kOpened.size(); ++size) {
    expect_fault(replied(kOpened.substr(0, size)), ErrorCode::kUpstreamProtocol, kEarly);
  }
  expect_fault(through([](RawPeer& peer) {
                 peer.read_bytes(kHello.size());  // a reset before it would be one of the connection
                 peer.close_with_reset();
               }),
               ErrorCode::kUpstreamProtocol, kEarly);
}

TEST_F(Socks5Test, ASilentProxyIsATimeoutWithinTheConnectDeadline) {
  deadlines.connect = milliseconds(50);
  expect_fault(through([](RawPeer& peer) { peer.read_to_end(); }), ErrorCode::kTimeout, "deadline passed");
}

TEST_F(Socks5Test, ANameThatDoesNotFitIsRefusedBeforeItIsSent) {
  origin.host = std::string(256, 'a');
  expect_fault(through([](RawPeer& peer) { EXPECT_EQ(peer.read_to_end(), ""); }), ErrorCode::kOverloaded,
               "the upstream's name is too long for SOCKS5");
}

}  // namespace
}  // namespace aipool::http
