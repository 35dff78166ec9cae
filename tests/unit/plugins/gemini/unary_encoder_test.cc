// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

namespace ev = sdk::events;

class UnaryEncoderTest : public GenerateTest {
 protected:
  std::string encode(const std::vector<aip_event>& events) {
    request_ = whole();
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, "application/json; charset=UTF-8");
    return result.body;
  }
  std::unique_ptr<kit::Request> request_;
};

TEST_F(UnaryEncoderTest, PartsStandInTheirCandidatesInOrder) {
  EXPECT_TRUE(same_json(
      encode({ev::start("r", "g", 0), ev::part_start(1, 0, AIP_PART_TEXT), ev::delta(1, 0, AIP_PART_TEXT, "b"),
              ev::part_start(0, 0, AIP_PART_REASONING), ev::delta(0, 0, AIP_PART_REASONING, "t"),
              ev::part_start(0, 1, AIP_PART_TOOL_CALL, "c", "f"), ev::part_start(0, 2, AIP_PART_TOOL_CALL, "d", "g"),
              ev::delta(0, 2, AIP_PART_TOOL_CALL, "{\"a\":2}"), ev::delta(0, 1, AIP_PART_TOOL_CALL, "{\"a\":1}"),
              ev::finish(0, AIP_FINISH_TOOL), ev::finish(1, AIP_FINISH_STOP), ev::end()}),
      R"({"candidates":[{"content":{"parts":[{"text":"t","thought":true},
          {"functionCall":{"id":"c","name":"f","args":{"a":1}}},{"functionCall":{"id":"d","name":"g","args":{"a":2}}}],
          "role":"model"},"finishReason":"STOP","index":0},{"content":{"parts":[{"text":"b"}],"role":"model"},
          "finishReason":"STOP","index":1}],"modelVersion":"g","responseId":"r"})"));
}

TEST_F(UnaryEncoderTest, ArgumentsAreAlwaysAnObject) {
  for (const char* arguments : {"", "[1]", "{\"a\":", "null"}) {
    const std::string body =
        encode({ev::part_start(0, 0, AIP_PART_TOOL_CALL, "c", "f"), ev::delta(0, 0, AIP_PART_TOOL_CALL, arguments),
                ev::part_end(0, 0, AIP_PART_TOOL_CALL), ev::finish(0, AIP_FINISH_TOOL), ev::end()});
    EXPECT_NE(body.find(R"("args":{})"), std::string::npos) << body;
    const bool said = std::string_view(arguments) != "";
    EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>(said ? 1 : 0, "/content/0/args")) << arguments;
  }
}

TEST_F(UnaryEncoderTest, FreeFormInputIsTheOneTextOfAnObject) {
  EXPECT_NE(encode({ev::part_start(0, 0, AIP_PART_TOOL_CALL, "c", "f", AIP_PART_FLAG_CUSTOM),
                    ev::delta(0, 0, AIP_PART_TOOL_CALL, "[1]"), ev::end()})
                .find(R"("args":{"input":"[1]"})"),
            std::string::npos);
}

TEST_F(UnaryEncoderTest, WhatTheUpstreamDoesNotSayIsMadeUp) {
  const std::string body =
      encode({ev::part_start(0, 0, AIP_PART_TOOL_CALL, "", "f"), ev::finish(0, AIP_FINISH_STOP), ev::end()});
  EXPECT_NE(body.find(R"("id":"call_)"), std::string::npos);
  EXPECT_NE(body.find(R"("modelVersion":"m")"), std::string::npos);
  EXPECT_EQ(body.find(R"("responseId":"")"), std::string::npos);
}

TEST_F(UnaryEncoderTest, MediaAreInlineAndARefusalIsText) {
  aip_event image = ev::part_start(0, 0, AIP_PART_IMAGE);
  image.media_type = sdk::bytes("image/png");
  const std::string body =
      encode({image, ev::delta(0, 0, AIP_PART_IMAGE, "AA=="), ev::part_start(0, 1, AIP_PART_REFUSAL),
              ev::delta(0, 1, AIP_PART_REFUSAL, "no"), ev::end()});
  EXPECT_NE(body.find(R"([{"inlineData":{"mimeType":"image/png","data":"AA=="}},{"text":"no"}])"), std::string::npos)
      << body;
}

}  // namespace
}  // namespace aipool::gemini
