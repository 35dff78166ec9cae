// SPDX-License-Identifier: MIT
#include "core/http/server.h"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <string>

#include "request_vectors.h"
#include "server_fixture.h"

namespace aipool::http {
namespace {

using std::string_literals::operator""s;
using test::echo;
using test::RawPeer;

class ServerAnswerTest : public test::ServerTest {};

constexpr std::string_view kGet = "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_F(ServerAnswerTest, AddsLengthDateAndClose) {
  start([](ServerExchange& exchange) -> Task<void> {
    const std::array<Header, 1> headers = {Header{"X-Own", "value"}};
    exchange.respond(200, headers, "hello");
    co_return;
  });
  const std::string answer = ask(kGet);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nX-Own: value\r\nDate: ")) << answer;
  EXPECT_NE(answer.find(" GMT\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"), std::string::npos) << answer;
}

TEST_F(ServerAnswerTest, KnowsItsPeer) {
  start([](ServerExchange& exchange) -> Task<void> {
    exchange.respond(200, {}, std::string(exchange.peer_address()) + (exchange.peer_is_loopback() ? " near" : " far"));
    co_return;
  });
  const std::string answer = ask(kGet);
  EXPECT_NE(answer.find("\r\n\r\n127.0.0.1:"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with(" near")) << answer;
}

TEST_F(ServerAnswerTest, KeepsTheConnectionForTheNextRequest) {
  start(echo);
  RawPeer peer = connect();
  for (int i = 0; i < 3; ++i) {
    peer.send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(peer.read_until("\r\n\r\n").find("Connection:"), std::string::npos);
    EXPECT_EQ(peer.read_bytes(7), "GET /" + std::to_string(i) + " ");
  }
}

TEST_F(ServerAnswerTest, ServesPipelinedRequestsInOrder) {
  start(echo);
  const std::string chunked =
      "POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxy\r\n1\r\nz\r\n0\r\n\r\n";
  const std::string requests = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + chunked +
                               "GET /c HTTP/1.1\r\nHost: a\r\n\r\n" + chunked + std::string(kGet);
  start(echo);
  for (const std::size_t cut : {requests.size(), std::size_t{60}, std::size_t{133}, std::size_t{140}}) {
    RawPeer peer = connect();
    peer.send(requests.substr(0, cut));
    peer.send(requests.substr(cut));
    for (const std::string_view expected : {"POST /a abc", "POST /b xyz", "GET /c ", "POST /b xyz", "GET /x "}) {
      peer.read_until("\r\n\r\n");
      EXPECT_EQ(peer.read_bytes(expected.size()), expected) << "cut at " << cut;
    }
    EXPECT_EQ(peer.read_to_end(), "");
  }
}

TEST_F(ServerAnswerTest, AcceptsARequestByteByByte) {
  start(echo);
  RawPeer peer = connect();
  for (const char byte : "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"s) {
    peer.send({&byte, 1});
  }
  peer.read_until("\r\n\r\n");
  EXPECT_EQ(peer.read_bytes(11), "POST /a abc");
}

TEST_F(ServerAnswerTest, ReadsALargeBodyInEitherFraming) {
  start([](ServerExchange& exchange) -> Task<void> {
    const auto body = co_await exchange.read_body();
    exchange.respond(200, {}, body && *body == std::string(3 << 20, 'x') ? "same" : "different");
  });
  const std::string big(3 << 20, 'x');
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(big.size()) + "\r\n\r\n" + big);
  peer.read_until("\r\n\r\n");
  EXPECT_EQ(peer.read_bytes(4), "same");
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t at = 0; at < big.size(); at += 1 << 16) peer.send("10000\r\n" + big.substr(at, 1 << 16) + "\r\n");
  peer.send("0\r\n\r\n");
  peer.read_until("\r\n\r\n");
  EXPECT_EQ(peer.read_bytes(4), "same");
}

TEST_F(ServerAnswerTest, GivesHeadTheLengthAndNoBody) {
  start(echo);
  const std::string answer = ask("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 8\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(ServerAnswerTest, SendsNoFramingWithoutABody) {
  start([](ServerExchange& exchange) -> Task<void> {
    exchange.respond(204, {}, "ignored");
    co_return;
  });
  const std::string answer = ask(kGet);
  EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(ServerAnswerTest, AnswersContinueBeforeItReadsTheBody) {
  start(echo);
  RawPeer peer = connect();
  peer.send("POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.send("abc");
  peer.read_until("\r\n\r\n");
  EXPECT_EQ(peer.read_bytes(11), "POST /a abc");
}

TEST_F(ServerAnswerTest, SkipsABodyThatNobodyReadButClosesWhenItHasNotArrived) {
  start([](ServerExchange& exchange) -> Task<void> {
    exchange.respond(401, {}, "no");
    co_return;
  });
  RawPeer peer = connect();
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(peer.read_until("\r\n\r\nno").find("Connection: close"), std::string::npos);
  peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  EXPECT_NE(peer.read_until("\r\n\r\nno").find("Connection: close"), std::string::npos);
  EXPECT_EQ(peer.read_to_end(), "");
}

TEST_F(ServerAnswerTest, AnswersAFaultInTheHeadAndCloses) {
  settings.render_fault = [](int status, std::string_view reason) {
    return FaultBody{"application/json",
                     "{\"status\": " + std::to_string(status) + ", \"why\": \"" + std::string(reason) + "\"}"};
  };
  start(echo);
  const std::string answer = ask("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n")) << answer;
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("{\"status\": 400, \"why\": \"more than one Host\"}")) << answer;
}

TEST_F(ServerAnswerTest, NeverRunsTheRequestBehindARefusedOne) {
  std::atomic<int> executed{0};
  start([&](ServerExchange& exchange) -> Task<void> {
    ++executed;
    exchange.respond(200, {}, "");
    co_return;
  });
  for (const auto* vectors : {&test::refused_request_lines(), &test::refused_fields(), &test::refused_framings()}) {
    for (const auto& vector : *vectors) {
      RawPeer peer = connect();
      peer.try_send(vector.text + "0\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n");
      const std::string answer = peer.read_to_end();
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + std::to_string(vector.status))) << vector.name << ": " << answer;
    }
  }
  EXPECT_EQ(executed, 0);
}

TEST_F(ServerAnswerTest, Answers500WhenTheHandlerThrows) {
  start([](ServerExchange&) -> Task<void> {
    throw std::runtime_error("oops");
    co_return;
  });
  EXPECT_TRUE(ask(kGet).starts_with("HTTP/1.1 500 "));
  EXPECT_EQ(failures, 1);
  EXPECT_TRUE(ask(kGet).starts_with("HTTP/1.1 500 "));
}

TEST_F(ServerAnswerTest, Answers500WhenTheHandlerSaysNothing) {
  start([](ServerExchange&) -> Task<void> { co_return; });
  EXPECT_TRUE(ask(kGet).starts_with("HTTP/1.1 500 "));
}

TEST_F(ServerAnswerTest, Answers500WhenAHeaderWouldInjectAnother) {
  start([](ServerExchange& exchange) -> Task<void> {
    const std::array<Header, 1> headers = {Header{"X", "a\r\nX-Evil: 1"}};
    exchange.respond(200, headers, "body");
    co_return;
  });
  const std::string answer = ask(kGet);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
  EXPECT_EQ(answer.find("Evil"), std::string::npos);
  EXPECT_EQ(failures, 1);
}

}  // namespace
}  // namespace aipool::http
