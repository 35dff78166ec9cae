// SPDX-License-Identifier: MIT
#include "core/http/gzip_decoder.h"

#include <gtest/gtest.h>

#include <string>

#include "gzipped.h"

namespace aipool::http {
namespace {

using test::gzipped;

struct Inflated {
  std::string text;
  bool sound = true;
  bool complete = false;
};

Inflated inflate(std::string_view wire, std::size_t step) {
  GzipDecoder decoder;
  Inflated result;
  for (std::size_t at = 0; at < wire.size() && result.sound; at += step) {
    ByteBuffer out;
    result.sound = decoder.decode(wire.substr(at, step), out);
    result.text += out.view();
  }
  result.complete = decoder.complete();
  EXPECT_EQ(decoder.fault().empty(), result.sound);
  return result;
}

std::string words() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "word " + std::to_string(i * 7919 % 10'007) + "\n";
  return text;
}

TEST(GzipDecoderTest, InflatesTheSameInPiecesOfAnySize) {
  const std::string text = words();
  const std::string wire = gzipped(text);
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, wire.size()}) {
    const Inflated result = inflate(wire, step);
    EXPECT_TRUE(result.sound && result.complete) << step;
    EXPECT_EQ(result.text, text) << step;
  }
  EXPECT_TRUE(inflate(gzipped(""), 1).complete);
}

TEST(GzipDecoderTest, EveryTruncationIsIncomplete) {
  const std::string wire = gzipped("a text that is cut");
  for (std::size_t size = 0; size < wire.size(); ++size) {
    const Inflated result = inflate(std::string_view(wire).substr(0, size), 5);
    EXPECT_TRUE(result.sound) << size;
    EXPECT_FALSE(result.complete) << size;
  }
}

TEST(GzipDecoderTest, RefusesWhatIsNoGzipAndWhatComesBehind) {
  EXPECT_FALSE(inflate("plain text", 3).sound);
  EXPECT_FALSE(inflate(gzipped("a") + "b", 100).sound);
  EXPECT_FALSE(inflate(gzipped("a") + "b", 1).sound);
  std::string wrong = gzipped("a text with a checksum");
  wrong[wrong.size() - 6] ^= 1;
  EXPECT_FALSE(inflate(wrong, 100).sound);
}

TEST(GzipDecoderTest, StopsABombSoon) {
  const std::string bomb = gzipped(std::string(std::size_t{64} << 20, '\0'));
  ASSERT_LT(bomb.size(), 100'000U);
  const Inflated result = inflate(bomb, 16 * 1024);
  EXPECT_FALSE(result.sound);
  EXPECT_LT(result.text.size(), std::size_t{8} << 20);
}

}  // namespace
}  // namespace aipool::http
