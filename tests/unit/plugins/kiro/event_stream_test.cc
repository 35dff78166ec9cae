// SPDX-License-Identifier: MIT
#include <random>

#include "kiro_test.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AIPOOL_SLOW_BUILD
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AIPOOL_SLOW_BUILD
#endif

namespace aipool::kiro {
namespace {

#if defined(AIPOOL_SLOW_BUILD)
constexpr int kDamagedStreams = 5'000;  // tens of times slower
#else
constexpr int kDamagedStreams = 100'000;
#endif

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

constexpr std::string_view kEmptyFrame = "000000100000000005c248eb7d98c8ff";
constexpr std::string_view kHiFrame =
    "0000007c0000005c3bddcf780b3a6576656e742d74797065070016617373697374616e74526573706f6e73654576656e740d3a636f6e74656e"
    "742d"
    "747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74223a22"
    "4869227db02babdc";

class EventStreamTest : public KiroTest {
 protected:
  kit::Decoded decoded(const std::string& body, const kit::Chunks& chunks = kit::Chunks::whole()) {
    asked_ = foreign();
    return driver_.decode(*asked_, reply(body), chunks);
  }
  std::string text_of(const std::string& body) { return decoded(body).seen.fold.text(0, AIP_PART_TEXT); }
  bool ends(const std::string& body) { return decoded(body).seen.fold.ended(); }
};

TEST_F(EventStreamTest, FramesOfTheReferenceAreRead) {
  EXPECT_EQ(from_hex(kEmptyFrame), frame_of("", ""));
  EXPECT_EQ(from_hex(kHiFrame), says("Hi"));
  const std::string body = from_hex(kEmptyFrame) + from_hex(kHiFrame) + from_hex(kEmptyFrame) + stops();
  EXPECT_EQ(text_of(body), "Hi");
  EXPECT_TRUE(ends(body));
}

TEST_F(EventStreamTest, AnyCutSaysTheSame) {
  const std::string body = says("Gr\xc3\xbc\xc3\x9f ") + event("reasoningContentEvent", R"({"text":"t"})") +
                           says("{\"a\": \"}\"}") +
                           event("toolUseEvent", R"({"toolUseId":"t1","name":"f","input":"{\"a\":1}","stop":true})") +
                           stops() + event("contextUsageEvent", R"({"contextUsagePercentage":1.5})");
  const std::string whole = to_lines(decoded(body).seen.events);
  EXPECT_TRUE(ends(body));
  EXPECT_EQ(to_lines(decoded(body, kit::Chunks::bytes()).seen.events), whole);
  for (std::size_t at = 0; at <= body.size(); ++at) {
    ASSERT_EQ(to_lines(decoded(body, kit::Chunks::at({at})).seen.events), whole) << at;
  }
}

TEST_F(EventStreamTest, AllTypesOfHeadersArePassedOver) {
  std::string headers;
  const auto header = [&](std::string_view name, char type, std::string_view value) {
    headers += big_endian(name.size(), 1) + std::string(name) + type + std::string(value);
  };
  header("a", 0, "");
  header("b", 1, "");
  header("c", 2, "1");
  header("d", 3, "12");
  header("e", 4, "1234");
  header("f", 5, "12345678");
  header("g", 6, big_endian(3, 2) + "abc");
  header("h", 8, "12345678");
  header("i", 9, "1234567890123456");
  headers += string_header(":message-type", "event") + string_header(":event-type", "assistantResponseEvent");
  EXPECT_EQ(text_of(frame_of(headers, R"({"content":"x"})") + stops()), "x");
}

TEST_F(EventStreamTest, ADamagedFrameIsSkippedAndTheAnswerIsNotComplete) {
  const std::string first = says("one ");
  const std::string second = says("two ");
  const std::string rest = says("three") + stops();
  std::string prelude = second;
  prelude[9] = static_cast<char>(prelude[9] ^ 1);
  std::string payload = second;
  payload[payload.size() - 8] = static_cast<char>(payload[payload.size() - 8] ^ 1);
  for (const std::string& damaged : {prelude, payload, std::string("garbage"), frame_of("\x01", "{}"),
                                     frame_of(string_header(":event-type", "assistantResponseEvent"), "{no JSON")}) {
    EXPECT_EQ(text_of(first + damaged + rest), "one three");
    EXPECT_FALSE(ends(first + damaged + rest));
  }
  EXPECT_TRUE(ends(first + rest));
}

TEST_F(EventStreamTest, FiveFaultsInARowAreNoEventStream) {
  std::string damaged = says("x");
  damaged[damaged.size() - 1] = static_cast<char>(damaged[damaged.size() - 1] ^ 1);
  std::string body;
  for (int i = 0; i < 4; ++i) body += damaged;
  EXPECT_EQ(decoded(body + says("y") + body).rc, AIP_OK);
  EXPECT_EQ(decoded(body + damaged).rc, AIP_E_UPSTREAM_PROTOCOL);
}

TEST_F(EventStreamTest, AbsurdLengthsAreNotWaitedFor) {
  const auto prelude = [](std::size_t total, std::size_t headers) {
    const std::string lengths = big_endian(total, 4) + big_endian(headers, 4);
    return lengths + checksum(lengths);
  };
  for (const auto& [total, headers] :
       {std::pair<std::size_t, std::size_t>{(16u << 20) + 1, 0}, {1u << 20, (128u << 10) + 1}, {15, 0}, {40, 30}}) {
    EXPECT_EQ(text_of(prelude(total, headers) + says("after") + stops()), "after") << total;
  }
  EXPECT_EQ(text_of(prelude(16u << 20, 0) + says("after") + stops()), "") << "this one is waited for";
}

TEST_F(EventStreamTest, ACutFrameIsNoEnd) {
  const std::string body = says("one") + stops();
  EXPECT_FALSE(ends(body + says("two").substr(0, 20)));
  EXPECT_FALSE(ends(body.substr(0, body.size() - 1)));
  EXPECT_FALSE(ends(says("one")));
}

// No crash, no hang, and never an answer that is complete and failed at once.
TEST_F(EventStreamTest, DamagedStreamsAreNeitherCompleteNorAHang) {
  std::mt19937 random(11);
  const std::string whole = says("<thinking>a</thinking>\n\nb") +
                            event("toolUseEvent", R"({"toolUseId":"t","name":"f","input":"{}"})") +
                            event("toolUseEvent", R"({"toolUseId":"t","input":"{\"a\":","stop":false})") +
                            exception("ThrottlingException", R"({"message":"m"})") + stops();
  for (int round = 0; round < kDamagedStreams; ++round) {
    std::string body = whole;
    const int hits = 1 + static_cast<int>(random() % 3);
    for (int hit = 0; hit < hits && !body.empty(); ++hit) {
      const std::size_t at = random() % body.size();
      switch (random() % 4) {
        case 0:
          body[at] = static_cast<char>(random());
          break;
        case 1:
          body.erase(at, 1 + random() % 30);
          break;
        case 2:
          body.insert(at, body.substr(random() % body.size(), random() % 60));
          break;
        default:
          body = body.substr(at) + body.substr(0, at);
      }
    }
    const kit::Decoded seen = decoded(body);
    ASSERT_TRUE(seen.rc == AIP_OK || seen.rc == AIP_E_UPSTREAM_PROTOCOL) << round;
    ASSERT_FALSE(seen.seen.fold.ended() && seen.seen.fold.failed()) << round;
  }
}

}  // namespace
}  // namespace aipool::kiro
