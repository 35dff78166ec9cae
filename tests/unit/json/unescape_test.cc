// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>

#include "aipool/json/string.hpp"

namespace aipool::json {
namespace {

struct Read {
  std::string text;
  std::size_t size = 0;  // of the body
};

// No byte more of room than it may ask for, so that a sanitizer sees an overrun.
Read unescaped(std::string_view body) {
  const auto room = std::make_unique<char[]>(body.size());
  const Unescaped result = unescape(body, room.get());
  return {std::string(room.get(), result.written), result.read};
}

TEST(JsonUnescapeTest, EveryEscapeStandsForItsCharacter) {
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)").text, "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(\u00e9\u20ac\ud83d\ude00)").text, "\u00e9\u20ac\U0001F600");
  EXPECT_EQ(unescaped("").text, "");
}

TEST(JsonUnescapeTest, PiecesInAnyOrderStandForTheirTexts) {
  constexpr struct {
    std::string_view body, text;
  } kPieces[] = {{"a", "a"}, {"bc", "bc"}, {R"(\n)", "\n"}, {R"(\\)", "\\"}, {R"(\u00e9)", "\u00e9"}, {"[", "["},
                 {R"(\ud83d\ude00)", "\U0001F600"}, {"\u00e9", "\u00e9"}, {"a long run of text", "a long run of text"},
                 {"]", "]"}, {R"(\")", "\""}};
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string body;
    std::string text;
    for (std::size_t count = random() % 14; count != 0; --count) {
      const auto& piece = kPieces[random() % std::size(kPieces)];
      body += piece.body;
      text += piece.text;
    }
    const Read read = unescaped(body);
    ASSERT_EQ(read.text, text) << body;
    ASSERT_EQ(read.size, body.size());
  }
}

TEST(JsonUnescapeTest, ACutEscapeIsLeft) {
  constexpr std::string_view kBody = R"(before \ud83d\ude00)";
  for (std::size_t cut = 8; cut < kBody.size(); ++cut) {
    const Read read = unescaped(kBody.substr(0, cut));
    EXPECT_EQ(read.text, "before ") << cut;
    EXPECT_EQ(read.size, 7U) << cut;
  }
}

}  // namespace
}  // namespace aipool::json
