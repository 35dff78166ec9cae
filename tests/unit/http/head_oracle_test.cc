// SPDX-License-Identifier: MIT
//
// llhttp is the oracle: of half a million mutated heads, what our parser accepts llhttp accepts too, and
// reads the same framing out of it. Ours may refuse more.
#include <gtest/gtest.h>
#include <llhttp.h>

#include <array>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/head_parser.h"
#include "request_vectors.h"

namespace aipool::http {
namespace {

using Random = std::mt19937;
using Kind = BodyFraming::Kind;

constexpr int kRounds = 500'000;

constexpr std::array<std::string_view, 24> kPieces = {"\r\n",
                                                      "\n",
                                                      "\r",
                                                      " ",
                                                      "\t",
                                                      ":",
                                                      ",",
                                                      ";",
                                                      std::string_view("\0", 1),
                                                      "\x0b",
                                                      "\x7f",
                                                      "\xff",
                                                      "chunked",
                                                      "identity",
                                                      "Transfer-Encoding: chunked\r\n",
                                                      "Content-Length: 5\r\n",
                                                      "content-length:0\r\n",
                                                      "Host: b\r\n",
                                                      "X: y\r\n",
                                                      " z\r\n",
                                                      "Connection: close, upgrade\r\n",
                                                      "Upgrade: x\r\n",
                                                      "HTTP/1.0",
                                                      "0"};

std::string mutated(std::string text, Random& random) {
  const std::size_t hits = 1 + random() % 3;
  for (std::size_t i = 0; i < hits && !text.empty(); ++i) {
    const std::size_t at = random() % text.size();
    switch (random() % 5) {
      case 0:
        text[at] = static_cast<char>(random() % 256);
        break;
      case 1:
        text.erase(at, 1 + random() % 4);
        break;
      case 2:
        text.insert(at, kPieces[random() % kPieces.size()]);
        break;
      case 3:
        text.insert(at, text.substr(random() % text.size(), random() % 30));
        break;
      default: {  // a line, where lines begin
        const std::size_t line = text.find("\r\n", at);
        if (line != std::string::npos) text.insert(line + 2, kPieces[random() % kPieces.size()]);
      }
    }
  }
  return text;
}

struct Oracle {
  llhttp_errno_t error = HPE_OK;
  bool complete = false;
  bool chunked = false;
  std::uint64_t length = 0;
};

Oracle ask_oracle(std::string_view text) {
  Oracle seen;
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_headers_complete = [](llhttp_t* parser) {
    auto& to = *static_cast<Oracle*>(parser->data);
    to.complete = true;
    to.chunked = (parser->flags & F_CHUNKED) != 0;
    to.length = parser->content_length;
    return 0;
  };
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &settings);
  parser.data = &seen;
  seen.error = llhttp_execute(&parser, text.data(), text.size());
  if (seen.error == HPE_PAUSED_UPGRADE) seen.error = HPE_OK;
  return seen;
}

struct Tally {
  int accepted = 0;
  int unknown_methods = 0;  // a token that llhttp has no number for: routing answers it
  int refused_by_us_alone = 0;
};

void compare(const std::string& text, Tally& tally) {
  RequestHead head;
  const ParseResult ours = parse_request(text, HeadLimits(), head);
  const std::string_view whole =
      std::string_view(text).substr(0, ours.state == ParseResult::State::kOk ? ours.length : text.size());
  const Oracle oracle = ask_oracle(whole);
  if (ours.state != ParseResult::State::kOk) {
    if (oracle.complete && oracle.error == HPE_OK && ours.state == ParseResult::State::kFault)
      ++tally.refused_by_us_alone;
    return;
  }
  ++tally.accepted;
  if (oracle.error == HPE_INVALID_METHOD) {
    ++tally.unknown_methods;
    return;
  }
  ASSERT_EQ(oracle.error, HPE_OK) << llhttp_errno_name(oracle.error) << " for:\n" << text;
  ASSERT_TRUE(oracle.complete) << text;
  ASSERT_EQ(head.framing.kind == Kind::kChunked, oracle.chunked) << text;
  if (head.framing.kind == Kind::kLength) {
    ASSERT_EQ(head.framing.length, oracle.length) << text;
  }
}

TEST(HeadOracleTest, LlhttpRefusesNothingThatIsAccepted) {
  std::vector<std::string> seeds;
  for (const auto* vectors : {&test::accepted_requests(), &test::refused_fields(), &test::refused_framings(),
                              &test::refused_request_lines()}) {
    for (const test::RequestVector& vector : *vectors) {
      if (vector.text.size() < 1000) seeds.push_back(vector.text);
    }
  }
  Random random(11);
  Tally tally;
  for (int round = 0; round < kRounds; ++round) {
    compare(mutated(seeds[random() % seeds.size()], random), tally);
    if (::testing::Test::HasFatalFailure()) return;
  }
  std::printf("of %d heads %d accepted (%d with a method that llhttp does not know); %d refused by us alone\n", kRounds,
              tally.accepted, tally.unknown_methods, tally.refused_by_us_alone);
  EXPECT_GT(tally.accepted, kRounds / 50);
}

}  // namespace
}  // namespace aipool::http
