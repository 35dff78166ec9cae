// SPDX-License-Identifier: MIT
#include "core/http/head_parser.h"

#include <gtest/gtest.h>

#include <string>

#include "request_vectors.h"

namespace aipool::http {
namespace {

using test::RequestVector;
using State = ParseResult::State;

// What arrives in one piece must be judged as what arrives in any two, and never accepted early.
void expect_verdict_at_every_cut(const RequestVector& vector) {
  const HeadLimits limits;
  RequestHead head;
  const std::size_t stride = vector.text.size() > 4096 ? 101 : 1;
  for (std::size_t size = 0; size < vector.text.size(); size += stride) {
    const ParseResult part = parse_request(std::string_view(vector.text).substr(0, size), limits, head);
    if (part.state == State::kIncomplete) continue;
    ASSERT_EQ(part.state, State::kFault) << vector.name << " accepted after " << size << " bytes";
    ASSERT_EQ(part.status, vector.status) << vector.name << " after " << size << " bytes: " << part.reason;
  }
  const ParseResult whole = parse_request(vector.text, limits, head);
  if (vector.status == 0) {
    ASSERT_EQ(whole.state, State::kOk) << vector.name << ": " << whole.reason;
    ASSERT_EQ(whole.length, vector.text.size()) << vector.name;
  } else {
    ASSERT_EQ(whole.state, State::kFault) << vector.name;
    ASSERT_EQ(whole.status, vector.status) << vector.name << ": " << whole.reason;
  }
}

TEST(HeadParserTest, AcceptsWellFormedRequestsAtEveryCut) {
  for (const auto& vector : test::accepted_requests()) expect_verdict_at_every_cut(vector);
}

TEST(HeadParserTest, RefusesBadRequestLinesAtEveryCut) {
  for (const auto& vector : test::refused_request_lines()) expect_verdict_at_every_cut(vector);
}

TEST(HeadParserTest, RefusesBadFieldsAtEveryCut) {
  for (const auto& vector : test::refused_fields()) expect_verdict_at_every_cut(vector);
}

TEST(HeadParserTest, RefusesAmbiguousFramingsAtEveryCut) {
  for (const auto& vector : test::refused_framings()) expect_verdict_at_every_cut(vector);
}

TEST(HeadParserTest, RefusesEveryControlByteInEveryPlace) {
  const HeadLimits limits;
  RequestHead head;
  const std::string good = "GET /path HTTP/1.1\r\nHost: a\r\nX-Name: value and more of it\r\n\r\n";
  for (int code = 0; code < 0x20; ++code) {
    if (code == '\t' || code == '\r' || code == '\n') continue;
    for (std::size_t at = 0; at + 2 < good.size(); ++at) {
      std::string bad = good;
      bad.insert(at, 1, static_cast<char>(code));
      ASSERT_EQ(parse_request(bad, limits, head).state, State::kFault) << "byte " << code << " at " << at;
    }
  }
}

RequestHead parsed(std::string_view text) {
  RequestHead head;
  EXPECT_EQ(parse_request(text, HeadLimits(), head).state, State::kOk);
  return head;
}

TEST(HeadParserTest, SplitsTheTargetAndDecodesNothing) {
  const RequestHead head = parsed("POST /v1/a%20b?key=x%26y&z HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.target, "/v1/a%20b?key=x%26y&z");
  EXPECT_EQ(head.path, "/v1/a%20b");
  EXPECT_EQ(head.query, "key=x%26y&z");
}

TEST(HeadParserTest, ReducesAnAbsoluteTargetToItsPath) {
  EXPECT_EQ(parsed("GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n").path, "/x");
  EXPECT_EQ(parsed("GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n").query, "y");
  EXPECT_EQ(parsed("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n").path, "/");
}

TEST(HeadParserTest, FindsFieldsByNameInAnyCase) {
  const RequestHead head = parsed("GET / HTTP/1.1\r\nhOST: a\r\nX-Api-Key:  k \r\nx-api-key: second\r\n\r\n");
  EXPECT_EQ(head.headers.find("x-api-key"), "k");
  EXPECT_EQ(head.headers.find("Host"), "a");
  EXPECT_EQ(head.headers.find("missing"), std::nullopt);
  EXPECT_EQ(head.headers.size(), 3U);
}

TEST(HeadParserTest, TellsHowTheBodyEnds) {
  EXPECT_EQ(parsed(test::get_with("")).framing.kind, BodyFraming::Kind::kNone);
  EXPECT_EQ(parsed(test::get_with("Content-Length: 42\r\n")).framing.kind, BodyFraming::Kind::kLength);
  EXPECT_EQ(parsed(test::get_with("Content-Length: 42\r\n")).framing.length, 42U);
  EXPECT_EQ(parsed(test::get_with("Transfer-Encoding: chunked\r\n")).framing.kind, BodyFraming::Kind::kChunked);
}

TEST(HeadParserTest, KeepsAliveOnlyInHttp11WithoutClose) {
  EXPECT_TRUE(parsed(test::get_with("")).keep_alive);
  EXPECT_FALSE(parsed(test::get_with("Connection: x, close\r\n")).keep_alive);
  EXPECT_FALSE(parsed("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
}

TEST(HeadParserTest, ForgetsTheHeadBefore) {
  RequestHead head;
  const std::string first = test::get_with("Expect: 100-continue\r\nContent-Length: 5\r\n");
  const std::string second = "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n";
  ASSERT_EQ(parse_request("GET /q?x HTTP/1.1\r\nHost: a\r\n\r\n", HeadLimits(), head).state, State::kOk);
  ASSERT_EQ(parse_request(first, HeadLimits(), head).state, State::kOk);
  EXPECT_TRUE(head.expects_continue);
  ASSERT_EQ(parse_request(second, HeadLimits(), head).state, State::kOk);
  EXPECT_FALSE(head.expects_continue);
  EXPECT_EQ(head.framing.kind, BodyFraming::Kind::kNone);
  EXPECT_EQ(head.headers.size(), 1U);
  EXPECT_EQ(head.query, "");
}

}  // namespace
}  // namespace aipool::http
