// SPDX-License-Identifier: MIT
//
// Writer: commas, numbers, strings, and that what it writes is read back as the same.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "aipool/json.hpp"

namespace aipool::json {
namespace {

// Writes a tree again, member by member.
void copy(Value value, Writer& out) {
  if (value.is_object()) {
    out.begin_object();
    for (const Member member : value.members()) {
      out.key_raw(member.key.string_raw());
      copy(member.value, out);
    }
    out.end_object();
  } else if (value.is_array()) {
    out.begin_array();
    for (const Value element : value.elements()) copy(element, out);
    out.end_array();
  } else if (value.is_string()) {
    out.string_raw(value.string_raw());
  } else {
    out.raw(value.raw());
  }
}

TEST(JsonWriterTest, PutsCommasBetweenAndNowhereElse) {
  std::string text;
  Writer out(text);
  out.begin_object().key("a").begin_array().end_array().key("b").begin_object().end_object();
  out.key("c")
      .begin_array()
      .number(1)
      .begin_array()
      .number(2)
      .end_array()
      .begin_object()
      .end_object()
      .null()
      .end_array();
  out.key("d").boolean(true).key("e").string("x").key("f").raw("[1, 2]").end_object();
  EXPECT_EQ(text, R"({"a":[],"b":{},"c":[1,[2],{},null],"d":true,"e":"x","f":[1, 2]})");
}

TEST(JsonWriterTest, AppendsToWhatIsThere) {
  std::string text = "data: ";
  Writer(text).begin_array().boolean(false).end_array();
  EXPECT_EQ(text, "data: [false]");
}

TEST(JsonWriterTest, WritesIntegersOfEveryWidth) {
  std::string text;
  Writer out(text);
  out.begin_array().number(std::numeric_limits<std::int64_t>::min()).number(std::numeric_limits<std::uint64_t>::max());
  out.number(-1).number(7U).number(std::int16_t{-300}).end_array();
  EXPECT_EQ(text, "[-9223372036854775808,18446744073709551615,-1,7,-300]");
}

TEST(JsonWriterTest, WritesTheShortestDoubleAndNullForWhatJsonCannotSay) {
  std::string text;
  Writer out(text);
  out.begin_array()
      .number(0.1)
      .number(1.0)
      .number(-0.0)
      .number(1e300)
      .number(std::nan(""))
      .number(-std::numeric_limits<double>::infinity())
      .end_array();
  EXPECT_EQ(text, "[0.1,1,-0,1e+300,null,null]");
}

TEST(JsonWriterTest, EscapesKeysAndStringsAndKeepsRawOnes) {
  std::string text;
  const std::string_view name = "a\"b";
  const std::string_view value = "c\\\n";
  Writer(text).begin_object().key(name).string(value).key_raw(R"(d\u0041)").string_raw(R"(e\/)").end_object();
  EXPECT_EQ(text, R"({"a\"b":"c\\\n","d\u0041":"e\/"})");
}

TEST(JsonWriterTest, NamesOfAnyLengthAndByteComeBack) {
  std::string text;
  Writer out(text);
  out.begin_object();
  std::string name;
  for (int c = 0; c < 128; ++c) out.key(name += static_cast<char>(c)).null();
  out.key(std::string(500, 'x') + "\xc3\xa9").null().end_object();
  Document document;
  ASSERT_EQ(document.parse(text), Error::kNone);
  name.clear();
  int c = 0;
  for (const Member member : document.root().members()) {
    if (c == 128) break;
    EXPECT_EQ(member.key.string(), name += static_cast<char>(c++));
  }
  EXPECT_EQ(document.root().size(), 129U);
}

TEST(JsonWriterTest, CopiesACompactDocumentByteForByte) {
  const std::string source =
      R"({"a":[1.50,-0,1e5,18446744073709551616],"b\u0041":"x\/y\ud83d\ude00","":{"n":null,"t":true},"e":[],"o":{}})";
  Document document;
  ASSERT_EQ(document.parse(source), Error::kNone);
  std::string text;
  Writer out(text);
  copy(document.root(), out);
  EXPECT_EQ(text, source);
}

TEST(JsonWriterTest, ReadsBackEveryDoubleItWrites) {
  std::mt19937_64 random(7);
  Document document;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    std::string text;
    Writer(text).number(value);
    ASSERT_EQ(document.parse(text), Error::kNone) << text;
    ASSERT_EQ(document.root().number(), value) << text;
  }
}

}  // namespace
}  // namespace aipool::json
