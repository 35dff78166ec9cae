// SPDX-License-Identifier: MIT
//
// Escaping and unescaping: exact forms, cut input, and that one undoes the other.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

#include "tests/unit/json/exact_text.h"

namespace aipool::json {
namespace {

std::string escaped(std::string_view text, Level level = best_level()) {
  std::string out;
  append_escaped(out, ExactText(text).view(), level);
  return out;
}

// A text of random characters, special ones among them, of up to `size_max` bytes.
std::string random_text(std::mt19937& random, std::size_t size_max) {
  static constexpr std::uint32_t kCodes[] = {'"', '\\', '\n',  0,      0x1F,   0x7F,   0x80,    0x7FF,
                                             'a', '/',  0x800, 0xFFFF, 0xD7FF, 0xE000, 0x10000, 0x10FFFF};
  std::string text;
  const std::size_t size = random() % (size_max + 1);
  while (text.size() < size) {
    char bytes[4];
    const bool plain = random() % 4 != 0;
    text.append(bytes, encode_utf8(plain ? 'x' : kCodes[random() % std::size(kCodes)], bytes));
  }
  return text;
}

TEST(JsonStringTest, EscapesOnlyWhatMustBe) {
  EXPECT_EQ(escaped("a/b<>&' \x7F"), "a/b<>&' \x7F");
  EXPECT_EQ(escaped("\"\\\b\f\n\r\t"), R"(\"\\\b\f\n\r\t)");
  EXPECT_EQ(escaped(std::string_view("\0\x01\x1F", 3)), R"(\u0000\u0001\u001f)");
  EXPECT_EQ(escaped("\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80"), "\xC3\xA9\xE2\x80\xA8\xF0\x9F\x98\x80");
}

TEST(JsonStringTest, EscapesTheSameWithEveryKernelAtEveryPlace) {
  for (std::size_t before = 0; before < 70; ++before) {
    for (const std::size_t after : {0U, 1U, 15U, 40U}) {
      const std::string text = std::string(before, 'x') + "\n\"" + std::string(after, 'y');
      const std::string expected = std::string(before, 'x') + R"(\n\")" + std::string(after, 'y');
      for (const Level level : kLevels) EXPECT_EQ(escaped(text, level), expected);
    }
  }
}

TEST(JsonStringTest, EscapesTextsOfAnyLength) {
  for (std::size_t before = 0; before < 700; before += 23) {
    for (const std::size_t after : {0U, 20U, 63U, 64U, 500U}) {
      const std::string text = std::string(before, 'x') + "\x01\t" + std::string(after, 'y');
      const std::string expected = std::string(before, 'x') + R"(\u0001\t)" + std::string(after, 'y');
      for (const Level level : kLevels) EXPECT_EQ(escaped(text, level), expected);
    }
  }
  for (const Level level : kLevels) EXPECT_EQ(escaped(std::string(1000, '\x02'), level).size(), 6000U);
}

// A kernel goes through a block by its special bytes: however many there are, and wherever the room ends.
TEST(JsonStringTest, EscapesAndUnescapesBlocksThatAreFullOfEscapes) {
  std::mt19937 random(20261127);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t size = random() % 400; text.size() < size;) {
      text.append(random() % 4, 'x');
      text += "\"\\\n\x01"[random() % 4];
    }
    const std::string plain = escaped(text, Level::kPlain);
    for (const Level level : kLevels) ASSERT_EQ(escaped(text, level), plain);
    std::string back;
    ASSERT_EQ(append_unescaped(back, ExactText(plain).view()), plain.size());
    ASSERT_EQ(back, text);
  }
}

TEST(JsonStringTest, UnescapesTheSameAtEveryPlace) {
  for (std::size_t before = 0; before < 70; ++before) {
    for (const std::size_t after : {0U, 1U, 15U, 31U, 40U}) {
      const ExactText body(std::string(before, 'x') + R"(\n\u00e9\\)" + std::string(after, 'y'));
      std::string out;
      EXPECT_EQ(append_unescaped(out, body.view()), body.view().size());
      EXPECT_EQ(out, std::string(before, 'x') + "\n\xC3\xA9\\" + std::string(after, 'y'));
    }
  }
}

TEST(JsonStringTest, QuotesWhatItAppends) {
  std::string out = "x";
  append_quoted(out, "a\"b");
  append_quoted(out, "");
  EXPECT_EQ(out, R"(x"a\"b""")");
}

TEST(JsonStringTest, UnescapesEveryForm) {
  std::string out = "> ";
  const std::string_view body = R"(\"\\\/\b\f\n\r\t|\u0041\u00e9\u20AC\ud83D\uDe00|\u0000)";
  EXPECT_EQ(append_unescaped(out, body), body.size());
  EXPECT_EQ(out, std::string("> \"\\/\b\f\n\r\t|A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80|") + '\0');
}

TEST(JsonStringTest, StopsBeforeAnEscapeThatIsMalformed) {
  for (const std::string_view escape : {R"(\q)", R"(\u12g4)", R"(\udc00)", R"(\ud800x)", R"(\ud800\n)"}) {
    std::string out;
    const ExactText body(R"(ab\n)" + std::string(escape));
    EXPECT_EQ(append_unescaped(out, body.view()), 4U) << escape;
    EXPECT_EQ(out, "ab\n") << escape;
    EXPECT_FALSE(equals_unescaped(body.view(), "ab\n")) << escape;
  }
}

TEST(JsonStringTest, GoesOnWithABodyThatWasCutAnywhere) {
  const std::string body = R"(a\n\u00e9\ud83d\ude00\\b)";
  std::string whole;
  ASSERT_EQ(append_unescaped(whole, body), body.size());
  for (std::size_t cut = 0; cut <= body.size(); ++cut) {
    std::string out;
    const ExactText head(std::string_view(body).substr(0, cut));
    const std::size_t taken = append_unescaped(out, head.view());
    EXPECT_EQ(append_unescaped(out, std::string_view(body).substr(taken)), body.size() - taken) << cut;
    EXPECT_EQ(out, whole) << cut;
  }
}

TEST(JsonStringTest, UnescapingUndoesEscaping) {
  std::mt19937 random(1);
  Document document;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = random_text(random, 200);
    std::string json;
    append_quoted(json, text);
    const ExactText exact(json);
    for (const Level level : kLevels) {
      ASSERT_EQ(document.parse(exact.view(), {}, level), Error::kNone) << json;
      ASSERT_EQ(document.root().string(), text);
      ASSERT_TRUE(document.root().equals(text));
    }
  }
}

TEST(JsonStringTest, EveryCharacterSurvivesAsAnEscape) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (std::uint32_t code = 0; code < 0x10000; ++code) {
    const char body[] = {'\\', 'u', kHex[code >> 12], kHex[code >> 8 & 15], kHex[code >> 4 & 15], kHex[code & 15]};
    char expected[4];
    std::string out;
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    EXPECT_EQ(append_unescaped(out, {body, sizeof body}), surrogate ? 0U : 6U);
    EXPECT_EQ(out, surrogate ? std::string() : std::string(expected, encode_utf8(code, expected)));
  }
}

}  // namespace
}  // namespace aipool::json
