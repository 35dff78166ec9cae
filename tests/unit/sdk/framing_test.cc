// SPDX-License-Identifier: MIT
//
// Framing gives the same frames however the network cuts the body, and loses no byte of it.
#include "aipool/framing.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace aipool::sdk {
namespace {

struct Seen {
  std::string raw;
  std::string data;
  std::string name;
  bool operator==(const Seen&) const = default;
};

struct Cutting {
  std::vector<Seen> frames;
  FrameError error = FrameError::kNone;

  std::string raw() const {
    std::string all;
    for (const Seen& frame : frames) all += frame.raw;
    return all;
  }
  std::vector<std::string> data() const {
    std::vector<std::string> all;
    for (const Seen& frame : frames) {
      if (!frame.data.empty()) all.push_back(frame.data);
    }
    return all;
  }
};

// Pieces end at `cuts`. Each piece lies in a block of exactly its size, so that reading past it is caught.
// `end_comes_along`: the last piece is given to finish().
Cutting play(aip_enum framing, std::string_view body, const std::vector<std::size_t>& cuts, std::size_t frame_max,
             bool end_comes_along) {
  Framer framer(framing, frame_max);
  Cutting result;
  const auto sink = [&result](const Frame& frame) {
    result.frames.push_back({std::string(frame.raw), std::string(frame.data), std::string(frame.name)});
  };
  std::size_t start = 0;
  std::vector<std::size_t> ends = cuts;
  ends.push_back(body.size());
  for (const std::size_t end : ends) {
    const auto piece = std::make_unique<char[]>(end - start);
    std::memcpy(piece.get(), body.data() + start, end - start);
    const std::string_view bytes(piece.get(), end - start);
    const bool finish = end_comes_along && end == body.size();
    result.error = finish ? framer.finish(bytes, sink) : framer.feed(bytes, sink);
    start = end;
  }
  if (!end_comes_along && result.error == FrameError::kNone) result.error = framer.finish(sink);
  return result;
}

Cutting cut(aip_enum framing, std::string_view body, const std::vector<std::size_t>& cuts,
            std::size_t frame_max = Framer::kFrameMax) {
  const Cutting result = play(framing, body, cuts, frame_max, false);
  const Cutting at_once = play(framing, body, cuts, frame_max, true);
  EXPECT_EQ(at_once.error, result.error);
  EXPECT_EQ(at_once.data(), result.data());
  return result;
}

std::vector<std::size_t> every_byte(std::string_view body) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < body.size(); ++i) cuts.push_back(i);
  return cuts;
}

void expect_same_at_every_cut(aip_enum framing, std::string_view body) {
  SCOPED_TRACE(body);
  const Cutting whole = cut(framing, body, {});
  if (whole.error == FrameError::kNone) {
    EXPECT_EQ(whole.raw(), body);
  }
  const Cutting bytes = cut(framing, body, every_byte(body));
  EXPECT_EQ(whole.frames, bytes.frames);
  EXPECT_EQ(whole.error, bytes.error);
  for (std::size_t at = 0; at <= body.size(); ++at) {
    const Cutting two = cut(framing, body, {at});
    ASSERT_EQ(whole.frames, two.frames) << "cut at " << at;
    ASSERT_EQ(whole.error, two.error) << "cut at " << at;
  }
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

using Texts = std::vector<std::string>;

TEST(SseTest, ReadsEventsWithEveryLineEnd) {
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\n\ndata: b\n\n", {}).data(), (Texts{"a", "b"}));
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\r\n\r\ndata: b\r\n\r\n", {}).data(), (Texts{"a", "b"}));
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\r\rdata: b\r\r", {}).data(), (Texts{"a", "b"}));
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\r\n\ndata: b\n\r\n", {}).data(), (Texts{"a", "b"}));
}

TEST(SseTest, ReadsFieldsAsTheStandardSays) {
  const Cutting seen = cut(AIP_FRAMING_SSE,
                           "event: first\nevent: add\ndata:a\ndata:  b\ndata\nid: 7\nretry: 10\nDATA: no\n\n"
                           ": comment\n\nevent: ping\n\ndata: {\"x\":\"y: z\"}\n\n",
                           {});
  ASSERT_EQ(seen.frames.size(), 4u);
  EXPECT_EQ(seen.frames[0].name, "add");
  EXPECT_EQ(seen.frames[0].data, "a\n b\n");
  EXPECT_EQ(seen.frames[1].data, "");
  EXPECT_EQ(seen.frames[1].raw, ": comment\n\n");
  EXPECT_EQ(seen.frames[2].name, "ping");
  EXPECT_EQ(seen.frames[2].data, "");
  EXPECT_EQ(seen.frames[3].data, "{\"x\":\"y: z\"}");
}

TEST(SseTest, SkipsOneByteOrderMarkAtTheStart) {
  const std::string mark(kByteOrderMark);
  EXPECT_EQ(cut(AIP_FRAMING_SSE, mark + "data: a\n\n", {}).data(), Texts{"a"});
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\n\n" + mark + "data: b\n\n", {}).data(), Texts{"a"});
}

TEST(SseTest, DataIsASpanOfTheFedBytes) {
  const std::string body = "data: {\"a\":1}\n\n";
  Framer framer(AIP_FRAMING_SSE);
  std::string_view data;
  EXPECT_EQ(framer.feed(body, [&](const Frame& frame) { data = frame.data; }), FrameError::kNone);
  EXPECT_EQ(data.data(), body.data() + 6);
  EXPECT_TRUE(framer.empty());
}

TEST(SseTest, DeliversAnEventOfLoneCarriageReturnsWithoutWaiting) {
  Framer framer(AIP_FRAMING_SSE);
  int frames = 0;
  const auto count = [&](const Frame&) { ++frames; };
  EXPECT_EQ(framer.feed("data: a\r\r", count), FrameError::kNone);
  EXPECT_EQ(frames, 1);
}

TEST(SseTest, ManyLinesOfLoneCarriageReturnsCostNoMoreForTheLineFeedAtTheirEnd) {
  std::string event;
  for (int i = 0; i < 250'000; ++i) event += "a\r";  // hours, if each line looked for a line feed
  event += "data: x\n\n";
  Framer framer(AIP_FRAMING_SSE);
  std::string data;
  framer.feed(event, [&](const Frame& frame) { data += frame.data; });
  EXPECT_EQ(data, "x");
}

TEST(SseTest, DeliversALastEventOfWholeLinesAndRefusesHalfALine) {
  const Cutting whole_lines = cut(AIP_FRAMING_SSE, "data: a\n\ndata: b\n", {});
  EXPECT_EQ(whole_lines.error, FrameError::kNone);
  EXPECT_EQ(whole_lines.data(), (Texts{"a", "b"}));
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\n\ndata: b\r", {}).data(), (Texts{"a", "b"}));
  EXPECT_EQ(cut(AIP_FRAMING_SSE, "data: a\r\n\r\ndata: b\r\n", {}).data(), (Texts{"a", "b"}));
  const Cutting half = cut(AIP_FRAMING_SSE, "data: a\n\ndata: {\"b\"", {});
  EXPECT_EQ(half.error, FrameError::kPartial);
  EXPECT_EQ(half.data(), Texts{"a"});
}

TEST(SseTest, FramesDoNotDependOnTheCuts) {
  const std::string bodies[] = {
      "",
      "\n",
      "\r\n",
      "data: a\n\n",
      "data: a\r\n\r\ndata: b\r\n\r\n",
      "data: a\r\rdata: b\r\r\r",
      "data: a\r\n\r",
      "data: a\r\r\ndata: b\n\n\n",
      std::string(kByteOrderMark) + "event: x\ndata: a\ndata: b\n\n: c\n\n",
      "data: a\n\ndata: unfinished",
      "data: a\n\ndata: finished\r",
      "\xEF\xBB\xBF\n\ndata: a\n\n",
  };
  for (const std::string& body : bodies) expect_same_at_every_cut(AIP_FRAMING_SSE, body);
}

TEST(SseTest, RandomBodiesKeepTheirFramesAtRandomCuts) {
  std::mt19937 random(20240607);
  const std::string_view alphabet = "\n\n\r\r\n:d a";
  for (int round = 0; round < 3000; ++round) {
    std::string body;
    for (auto n = random() % 40; n > 0; --n) {
      body += random() % 8 == 0 ? std::string("data: x") : std::string(1, alphabet[random() % alphabet.size()]);
    }
    std::vector<std::size_t> cuts;
    for (std::size_t at = 1; at < body.size(); ++at) {
      if (random() % 4 == 0) cuts.push_back(at);
    }
    const Cutting whole = cut(AIP_FRAMING_SSE, body, {});
    const Cutting pieces = cut(AIP_FRAMING_SSE, body, cuts);
    ASSERT_EQ(whole.frames, pieces.frames) << testing::PrintToString(body);
    ASSERT_EQ(whole.error, pieces.error) << testing::PrintToString(body);
    if (whole.error == FrameError::kNone) {
      ASSERT_EQ(whole.raw(), body);
    }
  }
}

TEST(NdjsonTest, EachLineIsAFrame) {
  const Cutting seen = cut(AIP_FRAMING_NDJSON, "{\"a\":1}\r\n\n {\"b\":2}\n", {});
  ASSERT_EQ(seen.frames.size(), 3u);
  EXPECT_EQ(seen.frames[0].raw, "{\"a\":1}\r\n");
  EXPECT_EQ(seen.data(), (Texts{"{\"a\":1}", "{\"b\":2}"}));
}

TEST(NdjsonTest, DeliversAWholeLastDocumentAndRefusesHalfOfOne) {
  EXPECT_EQ(cut(AIP_FRAMING_NDJSON, "{\"a\":\"}\"}", {}).data(), Texts{"{\"a\":\"}\"}"});
  EXPECT_EQ(cut(AIP_FRAMING_NDJSON, "{\"a\":\"}", {}).error, FrameError::kPartial);
  EXPECT_EQ(cut(AIP_FRAMING_NDJSON, "12", {}).error, FrameError::kPartial);
}

TEST(NdjsonTest, FramesDoNotDependOnTheCuts) {
  for (const char* body : {"", "\n", "{}\n{}\n", "{\"a\":\"\\\"\"}\r\n{}", "{}\n{\"a\""}) {
    expect_same_at_every_cut(AIP_FRAMING_NDJSON, body);
  }
}

TEST(JsonArrayTest, EachElementIsAFrameAndTheBracketIsTheLast) {
  const Cutting seen = cut(AIP_FRAMING_JSON_ARRAY, " [{\"a\":\"]\\\"}\"}\r\n,\r\n[1,[2]], 12 ,\"s\",null]\n", {});
  EXPECT_EQ(seen.error, FrameError::kNone);
  EXPECT_EQ(seen.data(), (Texts{"{\"a\":\"]\\\"}\"}", "[1,[2]]", "12", "\"s\"", "null"}));
  EXPECT_EQ(seen.frames[0].raw, " [{\"a\":\"]\\\"}\"}");
  EXPECT_EQ(seen.frames[1].raw, "\r\n,\r\n[1,[2]]");
}

TEST(JsonArrayTest, DeliversAnElementAtItsLastByte) {
  Framer framer(AIP_FRAMING_JSON_ARRAY);
  std::string data;
  EXPECT_EQ(framer.feed("[{\"a\":1}", [&](const Frame& frame) { data = frame.data; }), FrameError::kNone);
  EXPECT_EQ(data, "{\"a\":1}");
}

TEST(JsonArrayTest, RefusesWhatIsNoArray) {
  for (const char* body : {"{}", "x", "[,]", "[1,]", "[1,,2]", "[1}", "[{} {}]", "[]x", "[] []", "[}"}) {
    EXPECT_EQ(cut(AIP_FRAMING_JSON_ARRAY, body, {}).error, FrameError::kMalformed) << body;
  }
  for (const char* body : {"", " ", "[", "[1", "[1,", "[{\"a\":1}", "[\"]"}) {
    EXPECT_EQ(cut(AIP_FRAMING_JSON_ARRAY, body, {}).error, FrameError::kPartial) << body;
  }
}

TEST(JsonArrayTest, FramesDoNotDependOnTheCuts) {
  for (const char* body : {"[]", " [ ] \n", "[1,22,333]", "[{\"a\":[1,{\"b\":\"]}\\\\\"}]},\n\"x\\\"\",true]\r\n",
                           "[1 2]", "[{}]x", "[{}", "[-1.5e3 , null]"}) {
    expect_same_at_every_cut(AIP_FRAMING_JSON_ARRAY, body);
  }
}

TEST(WholeTest, IsOneFrameEvenWhenEmpty) {
  EXPECT_EQ(cut(AIP_FRAMING_WHOLE, "", {}).frames.size(), 1u);
  expect_same_at_every_cut(AIP_FRAMING_WHOLE, "{\"a\":1}\n");
}

TEST(RawTest, PiecesPassAsTheyCome) {
  const Cutting seen = cut(AIP_FRAMING_RAW, "abcdef", {2, 3});
  EXPECT_EQ(seen.data(), (Texts{"ab", "c", "def"}));
}

TEST(FramerTest, RefusesAFrameLongerThanTheCapAndKeepsRefusing) {
  const std::string body = "data: " + std::string(100, 'x') + "\n\n";
  EXPECT_EQ(cut(AIP_FRAMING_SSE, body, {}, body.size()).error, FrameError::kNone);
  EXPECT_EQ(cut(AIP_FRAMING_SSE, body, {}, body.size() - 1).error, FrameError::kTooLarge);
  EXPECT_EQ(cut(AIP_FRAMING_SSE, body, every_byte(body), body.size() - 1).error, FrameError::kTooLarge);
  EXPECT_EQ(cut(AIP_FRAMING_WHOLE, body, {50}, body.size() - 1).error, FrameError::kTooLarge);
  Framer framer(AIP_FRAMING_NDJSON, 4);
  const auto sink = [](const Frame&) { FAIL() << "no frame is expected"; };
  EXPECT_EQ(framer.feed("12345", sink), FrameError::kTooLarge);
  EXPECT_EQ(framer.feed("1\n", sink), FrameError::kTooLarge);
  EXPECT_EQ(framer.finish(sink), FrameError::kTooLarge);
}

TEST(FramerTest, SaysTheSameOfALongBodyThatIsNoArrayWhateverTheCuts) {
  const std::string body = "x" + std::string(100, '0');
  EXPECT_EQ(cut(AIP_FRAMING_JSON_ARRAY, body, {}, 50).error, FrameError::kMalformed);
  EXPECT_EQ(cut(AIP_FRAMING_JSON_ARRAY, body, every_byte(body), 50).error, FrameError::kMalformed);
}

TEST(FramerTest, RefusesAnUnknownFraming) { EXPECT_EQ(cut(99, "abc", {}).error, FrameError::kMalformed); }

}  // namespace
}  // namespace aipool::sdk
