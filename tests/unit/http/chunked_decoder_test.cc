// SPDX-License-Identifier: MIT
#include "core/http/chunked_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aipool::http {
namespace {

using State = ChunkedDecoder::State;

struct Decoded {
  State state = State::kMore;
  std::string payload;
  std::size_t consumed = 0;
};

// Feeds `wire` in pieces of `step` bytes, the first one of `first` bytes.
Decoded decode(std::string_view wire, std::size_t first, std::size_t step) {
  ChunkedDecoder decoder;
  Decoded result;
  for (std::size_t size = first; result.consumed < wire.size() && result.state == State::kMore; size = step) {
    std::string piece(wire.substr(result.consumed, size));
    const auto taken = decoder.decode(piece);
    result.state = taken.state;
    result.payload += piece.substr(0, taken.payload);
    result.consumed += taken.consumed;
    EXPECT_TRUE(taken.state != State::kMore || taken.consumed == piece.size());
  }
  return result;
}

struct ChunkVector {
  std::string_view name;
  std::string wire;
  State state;
  std::string payload;
};

const std::vector<ChunkVector>& vectors() {
  using std::string_literals::operator""s;
  static const std::vector<ChunkVector> table = {
      {"empty", "0\r\n\r\n", State::kComplete, ""},
      {"one chunk", "5\r\nhello\r\n0\r\n\r\n", State::kComplete, "hello"},
      {"two chunks", "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", State::kComplete, "hello world"},
      {"hexadecimal in both cases", "a\r\n0123456789\r\nB\r\n0123456789a\r\n0\r\n\r\n", State::kComplete,
       "01234567890123456789a"},
      {"leading zeros", "0005\r\nhello\r\n000\r\n\r\n", State::kComplete, "hello"},
      {"payload with CRLF", "6\r\na\r\n0\r\n\r\n0\r\n\r\n", State::kComplete, "a\r\n0\r\n"},
      {"extension", "5;a=b\r\nhello\r\n0;c\r\n\r\n", State::kComplete, "hello"},
      {"quoted extension", "5;a=\"b c\"\r\nhello\r\n0\r\n\r\n", State::kComplete, "hello"},
      {"trailer", "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n", State::kComplete, "hello"},
      {"two trailers", "0\r\nA: b\r\nC:\r\n\r\n", State::kComplete, ""},
      {"unfinished data", "5\r\nhel", State::kMore, "hel"},
      {"unfinished size", "5", State::kMore, ""},
      {"unfinished end", "0\r\n", State::kMore, ""},
      {"no size", "\r\nhello", State::kFault, ""},
      {"size with prefix", "0x5\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"size with plus", "+5\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"size with minus", "-5\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"space before the size", " 5\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"space after the size", "5 \r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"tab after the size", "5\t\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"letter in the size", "5g\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"underscore in the size", "1_0\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"size beyond 64 bits", "10000000000000005\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"size of many digits", std::string(40, 'f') + "\r\n", State::kFault, ""},
      {"LF after the size", "5\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"CR without LF after the size", "5\rhello", State::kFault, ""},
      {"LF after the data", "5\r\nhello\n0\r\n\r\n", State::kFault, "hello"},
      {"CR without LF after the data", "5\r\nhello\rX", State::kFault, "hello"},
      {"data longer than its size", "4\r\nhello\r\n0\r\n\r\n", State::kFault, "hell"},
      {"data shorter than its size", "6\r\nhello\r\n0\r\n\r\n", State::kFault, "hello\r"},
      {"LF after the last size", "0\n\r\n", State::kFault, ""},
      {"LF as the last line", "0\r\n\n", State::kFault, ""},
      {"bare CR in an extension", "5;a\rb\r\nhello", State::kFault, ""},
      {"bare LF in an extension", "5;a\nb\r\nhello", State::kFault, ""},
      {"NUL in an extension", "5;a\0b\r\nhello"s, State::kFault, ""},
      {"long extension", "5;" + std::string(2000, 'a') + "\r\nhello\r\n0\r\n\r\n", State::kFault, ""},
      {"trailer without a name", "0\r\n: b\r\n\r\n", State::kFault, ""},
      {"trailer without a colon", "0\r\nabc\r\n\r\n", State::kFault, ""},
      {"trailer with space before the colon", "0\r\na : b\r\n\r\n", State::kFault, ""},
      {"folded trailer", "0\r\nA: b\r\n c\r\n\r\n", State::kFault, ""},
      {"LF after a trailer", "0\r\nA: b\n\r\n", State::kFault, ""},
      {"control byte in a trailer", "0\r\nA: b\x01\r\n\r\n", State::kFault, ""},
      {"long trailers", "0\r\nA: " + std::string(9000, 'a') + "\r\n\r\n", State::kFault, ""},
  };
  return table;
}

TEST(ChunkedDecoderTest, DecodesTheSameAtEveryCut) {
  for (const auto& vector : vectors()) {
    for (std::size_t first = 1; first <= vector.wire.size(); ++first) {
      const Decoded result = decode(vector.wire, first, vector.wire.size());
      ASSERT_EQ(result.state, vector.state) << vector.name << " cut at " << first;
      ASSERT_EQ(result.payload, vector.payload) << vector.name << " cut at " << first;
    }
  }
}

TEST(ChunkedDecoderTest, DecodesTheSameByteByByte) {
  for (const auto& vector : vectors()) {
    const Decoded result = decode(vector.wire, 1, 1);
    ASSERT_EQ(result.state, vector.state) << vector.name;
    ASSERT_EQ(result.payload, vector.payload) << vector.name;
  }
}

TEST(ChunkedDecoderTest, LeavesWhatFollowsTheBody) {
  const std::string wire = "5\r\nhello\r\n0\r\n\r\nGET / HTTP/1.1\r\n";
  for (std::size_t first = 1; first <= wire.size(); ++first) {
    EXPECT_EQ(decode(wire, first, wire.size()).consumed, 15U) << "cut at " << first;
  }
}

TEST(ChunkedDecoderTest, AllowsAnExtensionOnEachOfManyChunks) {
  std::string wire;
  for (int i = 0; i < 100; ++i) wire += "1;" + std::string(500, 'x') + "\r\na\r\n";
  EXPECT_EQ(decode(wire + "0\r\n\r\n", wire.size(), 1).payload, std::string(100, 'a'));
}

TEST(ChunkedDecoderTest, SaysWhatWasWrong) {
  ChunkedDecoder decoder;
  std::string wire = "x";
  EXPECT_EQ(decoder.decode(wire).state, State::kFault);
  EXPECT_EQ(decoder.fault(), "chunk without a size");
  EXPECT_EQ(decoder.decode(wire).state, State::kFault);
}

}  // namespace
}  // namespace aipool::http
