// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

// A stream means the same in whatever pieces it arrives.
class StreamPropertiesTest : public GenerateTest {};

constexpr std::string_view kBody =
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hm \xe6\xbc\xa2\",\"thought\":true}]}}]}\n\n"
    "data: "
    "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}],\"usageMetadata\":{\"promptTokenCount\":3}}\n\n"
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\"x\":1}}}]},"
    "\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2}}\n\n";

TEST_F(StreamPropertiesTest, EveryCutGivesTheSameEventsAndBytes) {
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    kit::Reply reply = stream("");
    reply.body = with_ends(kBody, end);
    const kit::Decoded told = driver_.decode(*streaming(), reply);
    EXPECT_EQ(told.seen.fold.text(0, AIP_PART_TOOL_CALL), R"({"x":1})");
    EXPECT_EQ(told.seen.fold.finish(0), AIP_FINISH_TOOL);
    EXPECT_EQ(driver_.decode(*passing(streaming()), reply).passed, reply.body);
    expect_every_cut_is_the_same([this] { return streaming(); }, reply);
  }
}

TEST_F(StreamPropertiesTest, ABeginningIsNeverComplete) {
  kit::Reply reply = stream("");
  for (std::size_t size = 0; size <= kBody.rfind("data:"); ++size) {
    reply.body = kBody.substr(0, size);
    ASSERT_FALSE(driver_.decode(*streaming(), reply).seen.fold.ended()) << size;
    ASSERT_FALSE(driver_.decode(*passing(streaming()), reply).seen.fold.ended()) << size;
  }
}

}  // namespace
}  // namespace aipool::gemini
