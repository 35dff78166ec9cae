// SPDX-License-Identifier: MIT
#include "core/http/client.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "client_fixture.h"
#include "gzipped.h"

namespace aipool::http {
namespace {

using test::Outcome;
using test::RawPeer;
using test::ScriptedUpstream;

constexpr std::string_view kEmptyAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

class ClientRequestTest : public test::ClientTest {
 protected:
  // What goes over the wire for a request, up to its end.
  std::string wire_of(std::string_view method, std::string_view body) {
    std::string seen;
    ScriptedUpstream upstream({[&](RawPeer& peer) {
      seen = peer.read_until("\r\n\r\n");
      seen += peer.read_bytes(body.size());
      peer.send(kEmptyAnswer);
    }});
    port = upstream.port();
    EXPECT_FALSE(ask(port, method, body).error);
    return seen;
  }
  std::uint16_t port = 0;
};

TEST_F(ClientRequestTest, WritesHostLengthAndIdentity) {
  headers = {{"Authorization", "Bearer k"}, {"Content-Type", "application/json"}};
  const std::string wire = wire_of("POST", "{\"a\": 1}");
  EXPECT_EQ(wire, "POST /v1/x?y HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                      "\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\n"
                      "Accept-Encoding: identity\r\nContent-Length: 8\r\n\r\n{\"a\": 1}");
}

TEST_F(ClientRequestTest, SaysLengthZeroForPostAndNothingForGet) {
  EXPECT_NE(wire_of("POST", "").find("\r\nContent-Length: 0\r\n"), std::string::npos);
  EXPECT_EQ(wire_of("GET", "").find("Content-Length"), std::string::npos);
}

TEST_F(ClientRequestTest, SendsNothingWhenAHeaderIsRefused) {
  ScriptedUpstream upstream({[](RawPeer& peer) { EXPECT_EQ(peer.read_to_end(), ""); }});
  headers = {{"X-Org", "a\r\nX-Evil: 1"}};
  const Outcome outcome = ask(upstream.port());
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::kInternal);
  EXPECT_EQ(outcome.error->detail.find("Evil"), std::string::npos);
}

TEST_F(ClientRequestTest, SendsABodyLargerThanTheSocketHolds) {
  const std::string big(8 << 20, 'x');
  std::size_t received = 0;
  ScriptedUpstream upstream({[&](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    received = peer.read_bytes(big.size()).size();
    peer.send(kEmptyAnswer);
  }});
  EXPECT_TRUE(ask(upstream.port(), "POST", big).complete);
  EXPECT_EQ(received, big.size());
}

TEST_F(ClientRequestTest, TakesAnAnswerThatComesBeforeTheRequestIsSent) {
  ScriptedUpstream upstream({[&](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
    peer.read_to_end();
  }});
  const Outcome outcome = ask(upstream.port(), "POST", std::string(8 << 20, 'x'));
  EXPECT_EQ(outcome.status, 413);
  EXPECT_EQ(outcome.body, "no");
  EXPECT_EQ(pool.idle_connections(), 0U);
}

class ClientBodyTest : public test::ClientTest {};

TEST_F(ClientBodyTest, ReadsEachFramingToItsEnd) {
  for (const std::string_view wire :
       {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"}) {
    const Outcome outcome = answer_of(wire);
    EXPECT_EQ(outcome.body, "hello");
    EXPECT_EQ(outcome.pieces, 1U);
    EXPECT_TRUE(outcome.complete);
    EXPECT_FALSE(outcome.close_delimited);
  }
}

TEST_F(ClientBodyTest, InflatesGzipThatNobodyAskedForInEachFraming) {
  const std::string body = test::gzipped("hello");
  const std::string length = std::to_string(body.size());
  std::string chunks;
  for (const char byte : body) chunks += std::string("1\r\n") + byte + "\r\n";
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Encoding: GZip\r\n";
  for (const std::string& wire :
       {head + "Content-Length: " + length + "\r\n\r\n" + body,
        head + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n", head + "\r\n" + body}) {
    const Outcome outcome = answer_of(wire);
    EXPECT_FALSE(outcome.error) << outcome.error->detail;
    EXPECT_EQ(outcome.body, "hello");
    EXPECT_TRUE(outcome.complete);
  }
  EXPECT_TRUE(answer_of("HTTP/1.1 204 None\r\nContent-Encoding: gzip\r\n\r\n").complete);
}

TEST_F(ClientBodyTest, GzipThatEndsTooEarlyIsNoAnswer) {
  const std::string body = test::gzipped("hello").substr(0, 12);
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n";
  EXPECT_TRUE(answer_of(head + "Content-Length: 12\r\n\r\n" + body).error);
  EXPECT_FALSE(answer_of(head + "\r\n" + body).complete);
}

TEST_F(ClientBodyTest, SaysWhenOnlyTheCloseDelimits) {
  for (const std::string_view wire : {"HTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 200 OK\r\n\r\nhello"}) {
    const Outcome outcome = answer_of(wire);
    EXPECT_EQ(outcome.body, "hello");
    EXPECT_TRUE(outcome.complete);
    EXPECT_TRUE(outcome.close_delimited);
  }
}

TEST_F(ClientBodyTest, ReportsEveryTruncation) {
  for (const std::string_view wire :
       {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nTrailer: x\r\n"}) {
    const Outcome outcome = answer_of(wire);
    EXPECT_FALSE(outcome.error) << wire;
    EXPECT_EQ(outcome.status, 200) << wire;
    EXPECT_FALSE(outcome.complete) << wire;
  }
}

TEST_F(ClientBodyTest, AResetIsATruncationEvenOfACloseDelimitedBody) {
  for (const std::string_view framing : {"Content-Length: 50\r\n", ""}) {
    ScriptedUpstream upstream({[&](RawPeer& peer) {
      peer.read_until("\r\n\r\n");
      peer.send("HTTP/1.1 200 OK\r\n" + std::string(framing) + "\r\nhello");
      peer.close_with_reset();
    }});
    const Outcome outcome = ask(upstream.port());
    EXPECT_EQ(outcome.status, 200);
    EXPECT_FALSE(outcome.complete);
  }
}

TEST_F(ClientBodyTest, ABadChunkIsAProtocolError) {
  const Outcome outcome = answer_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n");
  ASSERT_TRUE(outcome.error);
  EXPECT_EQ(outcome.error->code, ErrorCode::kUpstreamProtocol);
  EXPECT_EQ(outcome.error->source, ErrorSource::kUpstream);
}

TEST_F(ClientBodyTest, RefusesBadHeadsAndCutOnes) {
  for (const std::string_view wire :
       {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\n\n", "garbage\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx"}) {
    const Outcome outcome = answer_of(wire);
    ASSERT_TRUE(outcome.error) << wire;
    EXPECT_EQ(outcome.error->code, ErrorCode::kUpstreamProtocol) << wire;
  }
}

TEST_F(ClientBodyTest, SkipsInterimHeads) {
  const Outcome outcome = answer_of(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
      "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_EQ(outcome.status, 201);
  EXPECT_EQ(outcome.body, "ok");
}

TEST_F(ClientBodyTest, ExpectsNoBodyWhereNoneCanBe) {
  EXPECT_TRUE(answer_of("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n", "HEAD").complete);
  EXPECT_TRUE(answer_of("HTTP/1.1 204 No Content\r\n\r\n").complete);
}

TEST_F(ClientBodyTest, ReadsAnAnswerThatComesByteByByte) {
  const std::string wire =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n";
  ScriptedUpstream upstream({[&](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    for (const char byte : wire) {
      peer.send({&byte, 1});
      std::this_thread::yield();
    }
  }});
  const Outcome outcome = ask(upstream.port());
  EXPECT_EQ(outcome.body, "hello");
  EXPECT_TRUE(outcome.complete);
}

TEST_F(ClientBodyTest, ReadsLargeBodiesInLargePieces) {
  const std::string big(8 << 20, 'x');
  ScriptedUpstream upstream({[&](RawPeer& peer) {
    peer.read_until("\r\n\r\n");
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(big.size()) + "\r\n\r\n" + big);
  }});
  const Outcome outcome = ask(upstream.port());
  EXPECT_TRUE(outcome.complete);
  EXPECT_EQ(outcome.body, big);
}

}  // namespace
}  // namespace aipool::http
