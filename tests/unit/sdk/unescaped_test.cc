// SPDX-License-Identifier: MIT
#include "aipool/convert/unescaped.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace aipool::convert {
namespace {

std::string unescaped(std::string_view body) {
  const auto room = std::make_unique<char[]>(body.size());  // no byte more, so that a sanitizer sees an overrun
  return {room.get(), unescape(body, room.get())};
}

TEST(UnescapedTest, EveryEscapeStandsForItsCharacter) {
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(\u00e9\u20ac\ud83d\ude00)"), "\u00e9\u20ac\U0001F600");
  EXPECT_EQ(unescaped(""), "");
}

TEST(UnescapedTest, IsWhatTheParserUnescapes) {
  constexpr std::string_view kPieces[] = {
      "a", "bc", R"(\n)", R"(\\)", R"(\u00e9)", R"(\ud83d\ude00)", "\u00e9", "a long run of text", "[", "]", R"(\")"};
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    std::string body;
    for (std::size_t count = random() % 14; count != 0; --count) body += kPieces[random() % std::size(kPieces)];
    std::string expected;
    json::append_unescaped(expected, body);
    ASSERT_EQ(unescaped(body), expected) << body;
  }
}

}  // namespace
}  // namespace aipool::convert
