// SPDX-License-Identifier: MIT
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

// A stream means the same in whatever pieces it arrives.
class StreamPropertiesTest : public ResponsesTest {
 protected:
  std::unique_ptr<kit::Request> converting() { return request(std::string(kAskStream)); }
};

constexpr std::string_view kBody =
    "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"model\":\"g\",\"status\":"
    "\"in_progress\",\"output\":[]},\"sequence_number\":0}\n\n"
    ": a comment\n\n"
    "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"type\":"
    "\"message\",\"id\":\"msg_1\",\"status\":\"in_progress\",\"content\":[]}}\n\n"
    "event: response.content_part.added\ndata: {\"type\":\"response.content_part.added\",\"item_id\":\"msg_1\","
    "\"output_index\":0,\"content_index\":0,\"part\":{\"type\":\"output_text\",\"text\":\"\"}}\n\n"
    "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,"
    "\"content_index\":0,\"delta\":\"Hm \xe6\xbc\xa2 \xf0\x9f\x99\x82 \\\"q\\\"\"}\n\n"
    "event: response.output_item.done\ndata: {\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":"
    "\"message\",\"id\":\"msg_1\",\"status\":\"completed\",\"content\":[{\"type\":\"output_text\",\"text\":\"\"}]}}\n\n"
    "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"model\":\"g\","
    "\"status\":\"completed\",\"output\":[{},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":"
    "\"{\\\"x\\\":1}\"}],\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}}\n\n";

TEST_F(StreamPropertiesTest, EveryCutGivesTheSameEventsAndBytes) {
  for (const std::string_view end : {"\n", "\r\n", "\r"}) {
    kit::Reply reply = stream("");
    reply.body = test::with_ends(kBody, end);
    const kit::Decoded told = driver_.decode(*converting(), reply);
    EXPECT_EQ(told.seen.fold.text(0, AIP_PART_TOOL_CALL), R"({"x":1})");
    const kit::Decoded passed = driver_.decode(*passing(converting()), reply);
    EXPECT_EQ(passed.passed, reply.body);
    EXPECT_EQ(test::verdict(passed.seen.events), test::verdict(told.seen.events));
    expect_every_cut_is_the_same([this] { return converting(); }, reply);
  }
}

TEST_F(StreamPropertiesTest, ABeginningIsNeverComplete) {
  kit::Reply reply = stream("");
  const std::size_t last = kBody.rfind("event: response.completed");
  for (std::size_t size = 0; size <= last; ++size) {
    reply.body = kBody.substr(0, size);
    const kit::Decoded passed = driver_.decode(*passing(converting()), reply);
    ASSERT_FALSE(driver_.decode(*converting(), reply).seen.fold.ended()) << size;
    ASSERT_FALSE(passed.seen.fold.ended()) << size;
  }
}

TEST_F(StreamPropertiesTest, TheServerHearsWhoseAnswerItIsBeforeItsContent) {
  kit::Reply reply = stream("");
  reply.body = kBody;
  const kit::Decoded passed = driver_.decode(*passing(converting()), reply);
  ASSERT_GE(passed.seen.events.size(), 2U);
  EXPECT_EQ(to_line(passed.seen.events[0]), "START id=resp_1 name=g");
  EXPECT_EQ(passed.seen.events[1].kind, AIP_EVENT_OPAQUE);
}

}  // namespace
}  // namespace aipool::openai::responses
