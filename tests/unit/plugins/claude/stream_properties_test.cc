// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

// A stream means the same in whatever pieces it arrives.
class StreamPropertiesTest : public MessagesTest {
 protected:
  std::unique_ptr<kit::Request> converting() {
    return request(R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"x"}]})");
  }
};

constexpr std::string_view kBody =
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"i\",\"model\":\"g\",\"content\":[],"
    "\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\n"
    "event: ping\ndata: {\"type\": \"ping\"}\n\n"
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":"
    "{\"type\":\"text\",\"text\":\"\"}}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":"
    "{\"type\":\"text_delta\",\"text\":\"Hm \xe6\xbc\xa2 \xf0\x9f\x99\x82 \\\"q\\\"\"}}\n\n"
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":"
    "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}\n\n"
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":"
    "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"x\\\":1}\"}}\n\n"
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n"
    "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},"
    "\"usage\":{\"output_tokens\":2}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

TEST_F(StreamPropertiesTest, EveryCutGivesTheSameEventsAndBytes) {
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    kit::Reply reply = stream("");
    reply.body = with_ends(kBody, end);
    const kit::Decoded told = driver_.decode(*converting(), reply);
    EXPECT_EQ(told.seen.fold.text(0, AIP_PART_TOOL_CALL), R"({"x":1})");
    const kit::Decoded passed = driver_.decode(*passing(converting()), reply);
    EXPECT_EQ(passed.passed, reply.body);
    EXPECT_EQ(verdict(passed.seen.events), verdict(told.seen.events));
    expect_every_cut_is_the_same([this] { return converting(); }, reply);
  }
}

TEST_F(StreamPropertiesTest, ABeginningIsNeverComplete) {
  kit::Reply reply = stream("");
  const std::size_t last = kBody.rfind("event: message_stop");
  for (std::size_t size = 0; size <= last; ++size) {
    reply.body = kBody.substr(0, size);
    ASSERT_FALSE(driver_.decode(*converting(), reply).seen.fold.ended()) << size;
    ASSERT_FALSE(driver_.decode(*passing(converting()), reply).seen.fold.ended()) << size;
  }
}

}  // namespace
}  // namespace aipool::claude
