// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/http/head_parser.h"

namespace aipool::http {
namespace {

using State = ParseResult::State;
using Kind = BodyFraming::Kind;

struct ResponseVector {
  std::string_view name;
  std::string text;
  State state;
};

const std::vector<ResponseVector>& response_vectors() {
  static const std::vector<ResponseVector> vectors = {
      {"plain", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", State::kOk},
      {"no reason", "HTTP/1.1 200 \r\n\r\n", State::kOk},
      {"no reason and no space", "HTTP/1.1 200\r\n\r\n", State::kOk},
      {"8-bit reason", "HTTP/1.1 200 \xc3\xa4\r\n\r\n", State::kOk},
      {"unusual status", "HTTP/1.1 529 Overloaded\r\n\r\n", State::kOk},
      {"HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n", State::kOk},
      {"interim", "HTTP/1.1 100 Continue\r\n\r\n", State::kOk},
      {"LF only", "HTTP/1.1 200 OK\n\n", State::kFault},
      {"HTTP/2", "HTTP/2 200\r\n\r\n", State::kFault},
      {"HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", State::kFault},
      {"other protocol", "ICY 200 OK\r\n\r\n", State::kFault},
      {"two digits", "HTTP/1.1 20 OK\r\n\r\n", State::kFault},
      {"four digits", "HTTP/1.1 2000 OK\r\n\r\n", State::kFault},
      {"status below 100", "HTTP/1.1 099 Odd\r\n\r\n", State::kFault},
      {"status above 599", "HTTP/1.1 600 Odd\r\n\r\n", State::kFault},
      {"two spaces", "HTTP/1.1  200 OK\r\n\r\n", State::kFault},
      {"letter in the status", "HTTP/1.1 2x0 OK\r\n\r\n", State::kFault},
      {"control byte in the reason", "HTTP/1.1 200 O\x01K\r\n\r\n", State::kFault},
      {"length and coding", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       State::kFault},
      {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", State::kFault},
      {"bad length", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\n", State::kFault},
      {"coding in 1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", State::kFault},
      {"other coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", State::kFault},
      {"folded line", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", State::kFault},
      {"space before the colon", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", State::kFault},
      {"blank line before", "\r\nHTTP/1.1 200 OK\r\n\r\n", State::kFault},
  };
  return vectors;
}

TEST(ResponseParserTest, JudgesHeadsAtEveryCut) {
  for (const auto& vector : response_vectors()) {
    ResponseHead head;
    for (std::size_t size = 0; size < vector.text.size(); ++size) {
      const auto part = parse_response(std::string_view(vector.text).substr(0, size), HeadLimits(), "GET", head);
      ASSERT_NE(part.state, State::kOk) << vector.name << " after " << size << " bytes";
      ASSERT_TRUE(part.state == State::kIncomplete || vector.state == State::kFault) << vector.name << " at " << size;
    }
    const auto whole = parse_response(vector.text, HeadLimits(), "GET", head);
    ASSERT_EQ(whole.state, vector.state) << vector.name << ": " << whole.reason;
    ASSERT_EQ(whole.status, vector.state == State::kFault ? 502 : 0) << vector.name;
  }
}

ResponseHead parsed(std::string_view text, std::string_view method = "GET") {
  ResponseHead head;
  EXPECT_EQ(parse_response(text, HeadLimits(), method, head).state, State::kOk);
  return head;
}

TEST(ResponseParserTest, ReadsStatusAndReason) {
  const ResponseHead head = parsed("HTTP/1.1 404 Not here\r\nA: b\r\n\r\n");
  EXPECT_EQ(head.status, 404);
  EXPECT_EQ(head.reason, "Not here");
  EXPECT_EQ(head.headers.find("a"), "b");
}

TEST(ResponseParserTest, KnowsAnswersWithoutBody) {
  const std::string_view with_length = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
  EXPECT_EQ(parsed(with_length).framing.kind, Kind::kLength);
  EXPECT_EQ(parsed(with_length, "HEAD").framing.kind, Kind::kNone);
  EXPECT_EQ(parsed("HTTP/1.1 204 No Content\r\n\r\n").framing.kind, Kind::kNone);
  EXPECT_EQ(parsed("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n").framing.kind, Kind::kNone);
  EXPECT_EQ(parsed("HTTP/1.1 100 Continue\r\n\r\n").framing.kind, Kind::kNone);
}

TEST(ResponseParserTest, ReadsUntilCloseWithoutFraming) {
  EXPECT_EQ(parsed("HTTP/1.0 200 OK\r\n\r\n").framing.kind, Kind::kUntilClose);
  EXPECT_EQ(parsed("HTTP/1.1 200 OK\r\n\r\n").framing.kind, Kind::kUntilClose);
}

}  // namespace
}  // namespace aipool::http
