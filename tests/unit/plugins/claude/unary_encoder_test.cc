// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

namespace ev = sdk::events;

class UnaryEncoderTest : public MessagesTest {
 protected:
  std::string encode(const std::vector<aip_event>& events) {
    request_ = request(R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]})");
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, "application/json");
    return result.body;
  }
  std::unique_ptr<kit::Request> request_;
};

TEST_F(UnaryEncoderTest, AMessageWithItsBlocks) {
  EXPECT_TRUE(same_json(
      encode({ev::start("msg_1", "g", 0), ev::part_start(0, 0, AIP_PART_REASONING), ev::delta(0, 0, AIP_PART_REASONING, "t"),
              ev::part_end(0, 0, AIP_PART_REASONING), ev::part_start(0, 1, AIP_PART_TEXT), ev::delta(0, 1, AIP_PART_TEXT, "a"),
              ev::part_end(0, 1, AIP_PART_TEXT), ev::part_start(0, 2, AIP_PART_TOOL_CALL, "c", "f"),
              ev::delta(0, 2, AIP_PART_TOOL_CALL, "{\"a\":1}"), ev::part_end(0, 2, AIP_PART_TOOL_CALL),
              ev::finish(0, AIP_FINISH_TOOL), ev::end()}),
      R"({"id":"msg_1","type":"message","role":"assistant","model":"g","content":[
          {"type":"thinking","thinking":"t","signature":""},{"type":"text","text":"a"},
          {"type":"tool_use","id":"c","name":"f","input":{"a":1}}],"stop_reason":"tool_use","stop_sequence":null,
          "usage":{"input_tokens":0,"cache_creation_input_tokens":0,
          "cache_read_input_tokens":0,"output_tokens":0}})"));
}

TEST_F(UnaryEncoderTest, ArgumentsAreAlwaysAnObject) {
  for (const char* arguments : {"", "[1]", "{\"a\":", "null"}) {
    const std::string body =
        encode({ev::part_start(0, 0, AIP_PART_TOOL_CALL, "c", "f"), ev::delta(0, 0, AIP_PART_TOOL_CALL, arguments),
                ev::part_end(0, 0, AIP_PART_TOOL_CALL), ev::finish(0, AIP_FINISH_TOOL), ev::end()});
    EXPECT_NE(body.find(R"("input":{})"), std::string::npos) << body;
    const bool said = std::string_view(arguments) != "";
    EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>(said ? 1 : 0, "/content/0/input")) << arguments;
  }
}

TEST_F(UnaryEncoderTest, WhatTheUpstreamDoesNotSayIsMadeUp) {
  const std::string body = encode({ev::part_start(0, 0, AIP_PART_TOOL_CALL, "", "f"), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_NE(body.find(R"("id":"msg_)"), std::string::npos);
  EXPECT_NE(body.find(R"("id":"toolu_)"), std::string::npos);
  EXPECT_NE(body.find(R"("model":"m")"), std::string::npos);
  EXPECT_NE(body.find(R"("stop_reason":"tool_use")"), std::string::npos);
}

}  // namespace
}  // namespace aipool::claude
