// SPDX-License-Identifier: MIT
//
// UTF-8: every sequence at the borders of the encoding, at places where blocks of a kernel meet.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/json/exact_text.h"

namespace aipool::json {
namespace {

// The definition, from the other side: a text is UTF-8 if it is what its characters encode to.
bool is_utf8_by_definition(std::string_view text) {
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() < length) return false;
    std::uint32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
    char again[4];
    if (text.substr(0, length) != std::string_view(again, encode_utf8(code, again))) return false;
    text.remove_prefix(length);
  }
  return true;
}

// Bytes next to each border between what the encoding allows and what it does not.
const std::string kBorders =
    "\x01\x41\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5\xF7\xF8\xFF";

std::vector<std::string> sequences() {
  std::vector<std::string> all;
  for (const char a : kBorders) {
    for (const char b : kBorders) {
      all.push_back({a, b});
      for (const char c : kBorders) {
        all.push_back({a, b, c});
        if (static_cast<unsigned char>(a) < 0xE0) continue;  // only then can a fourth byte matter
        for (const char d : {'\x41', '\x7F', '\x80', '\xBF', '\xC2'}) all.push_back({a, b, c, d});
      }
    }
  }
  return all;
}

TEST(Utf8Test, AgreesWithTheDefinitionOnEverySequenceOfBorders) {
  for (const std::string& sequence : sequences()) {
    const ExactText text(sequence);
    EXPECT_EQ(is_utf8(text.view()), is_utf8_by_definition(sequence)) << testing::PrintToString(sequence);
  }
}

// A string body of `sequence` at `place`, long enough for every kernel's widest loop.
std::string at_place(const std::string& sequence, std::size_t place, std::string_view filler) {
  std::string body;
  while (body.size() + filler.size() <= place) body += filler;
  body.resize(place, 'x');
  return '"' + body + sequence + std::string(100, 'y') + '"';
}

TEST(Utf8Test, ParserAgreesWithTheDefinitionWhereBlocksMeet) {
  Document document;
  for (const std::string& sequence : sequences()) {
    if (static_cast<unsigned char>(sequence[0]) < 0x20) continue;
    if (sequence.find('\x01') != sequence.npos) continue;
    const bool valid = is_utf8_by_definition(sequence);
    for (const std::size_t place : {0U, 13U, 14U, 15U, 29U, 30U, 31U, 61U, 62U, 63U, 93U}) {
      for (const std::string_view filler : {"x", "\xC3\xA9", "\\n"}) {
        const ExactText text(at_place(sequence, place, filler));
        for (const Level level : kLevels) {
          const bool accepted = document.parse(text.view(), {}, level) == Error::kNone;
          ASSERT_EQ(accepted, valid) << testing::PrintToString(sequence) << " at " << place << " after " << filler;
        }
      }
    }
  }
}

TEST(Utf8Test, FindsTheFirstFault) {
  const std::string text = std::string(40, 'x') + "\xC3\xA9" + std::string(9, 'y') + "\xE4\xBD" + "zzzzzzzzzz";
  EXPECT_EQ(find_invalid_utf8(text.data(), text.data() + text.size()) - text.data(), 51);
}

TEST(Utf8Test, EncodesTheBordersOfEachLength) {
  const auto encode = [](std::uint32_t code) {
    char bytes[4];
    return std::string(bytes, encode_utf8(code, bytes));
  };
  EXPECT_EQ(encode(0x7F), "\x7F");
  EXPECT_EQ(encode(0x80), "\xC2\x80");
  EXPECT_EQ(encode(0x7FF), "\xDF\xBF");
  EXPECT_EQ(encode(0x800), "\xE0\xA0\x80");
  EXPECT_EQ(encode(0xFFFF), "\xEF\xBF\xBF");
  EXPECT_EQ(encode(0x10000), "\xF0\x90\x80\x80");
  EXPECT_EQ(encode(0x10FFFF), "\xF4\x8F\xBF\xBF");
}

}  // namespace
}  // namespace aipool::json
