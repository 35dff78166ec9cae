// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

namespace ev = sdk::events;

class UnaryEncoderTest : public ChatTest {
 protected:
  std::string encode(const std::vector<aip_event>& events, std::string_view members = "") {
    request_ = decoded(R"({"model":"m","messages":[{"role":"user"}])" + std::string(members) + "}");
    const kit::Encoded result = driver_.encode(*request_, kit::Replay(events));
    EXPECT_EQ(result.rc, AIP_OK);
    EXPECT_EQ(result.content_type, "application/json");
    return result.body;
  }
  // Through the decoder and back.
  ::testing::AssertionResult comes_back(std::string_view body) {
    request_ = decoded(R"({"model":"m","messages":[{"role":"user"}]})");
    const kit::Decoded seen = driver_.decode(*request_, document(std::string(body)));
    return same_json(driver_.encode(*request_, seen.seen.fold).body, body);
  }

  const aip_event start_ = ev::start("c", "g", 5);
  std::unique_ptr<kit::Request> request_;
};

TEST_F(UnaryEncoderTest, HasTheVendorsShape) {
  EXPECT_EQ(
      encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "hi"),
              ev::finish(0, AIP_FINISH_STOP), ev::end()}),
      R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}]})");
}

TEST_F(UnaryEncoderTest, ContentIsNullBesideCallsAndRefusals) {
  EXPECT_TRUE(same_json(
      encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"), ev::finish(0, AIP_FINISH_STOP), ev::end()}),
      R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant",
          "content":null,"refusal":null,"annotations":[],"tool_calls":[{"id":"a","type":"function","function":{"name":"f",
          "arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}]})"));
  EXPECT_TRUE(same_json(
      encode({start_, ev::part_start(0, 0, AIP_PART_REFUSAL), ev::delta(0, 0, AIP_PART_REFUSAL, "no"),
              ev::finish(0, AIP_FINISH_FILTER), ev::end()}),
      R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant",
          "content":null,"refusal":"no","annotations":[]},"logprobs":null,"finish_reason":"content_filter"}]})"));
}

TEST_F(UnaryEncoderTest, AnswersOfTheSameProtocolComeBack) {
  for (
      const char* message : {
          R"("content":"a","refusal":null,"annotations":[{"type":"url_citation"}],"reasoning":"hm","extra":[1])",
          R"("content":null,"refusal":"no","annotations":[])",
          R"("content":null,"refusal":null,"annotations":[],"audio":{"id":"x","data":"AA","transcript":"t","expires_at":1})",
          R"("content":"x","refusal":null,"annotations":[],"tool_calls":[{"id":"a","type":"function",
              "function":{"name":"f","arguments":"{\"a\": 1}"},"extra_content":{"g":1}},
              {"id":"b","type":"custom","custom":{"name":"g","input":"i"}}])",
      }) {
    EXPECT_TRUE(comes_back(
        R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant",)" +
        std::string(message) +
        R"(},"logprobs":{"content":[{"token":"a"}],"refusal":null},"finish_reason":"stop","native":"X"},
            {"index":1,"message":{"role":"assistant","content":"b","refusal":null,"annotations":[]},"logprobs":null,
             "finish_reason":"length"}],"usage":{"prompt_tokens":1,"x":2},"service_tier":"default"})"));
  }
}

TEST_F(UnaryEncoderTest, PiecesOfAStreamAreJoined) {
  const aip_extra first = {own_, 0, sdk::bytes("reasoning_details"), sdk::bytes("[1]")};
  const aip_extra second = {own_, 0, sdk::bytes("reasoning_details"), sdk::bytes("[2]")};
  aip_event one = ev::extra(0, {&first, 1});
  aip_event two = ev::extra(0, {&second, 1});
  one.name = two.name = sdk::bytes("message");
  EXPECT_TRUE(same_json(
      encode({start_, ev::logprobs(0, R"({"content":[1],"refusal":null})", own_), one,
              ev::logprobs(0, R"({"content":[2]})", own_), two, ev::finish(0, AIP_FINISH_STOP), ev::end()}),
      R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant",
          "content":"","refusal":null,"annotations":[],"reasoning_details":[1,2]},
          "logprobs":{"content":[1,2],"refusal":null},"finish_reason":"stop"}]})"));
}

TEST_F(UnaryEncoderTest, LegacyClientsGetAFunctionCall) {
  EXPECT_TRUE(same_json(
      encode({start_, ev::part_start(0, 0, AIP_PART_TOOL_CALL, "a", "f"), ev::delta(0, 0, AIP_PART_TOOL_CALL, "{}"),
              ev::finish(0, AIP_FINISH_TOOL), ev::end()},
             R"(,"functions":[{"name":"f"}])"),
      R"({"id":"c","object":"chat.completion","created":5,"model":"g","choices":[{"index":0,"message":{"role":"assistant",
          "content":null,"refusal":null,"annotations":[],"function_call":{"name":"f","arguments":"{}"}},"logprobs":null,
          "finish_reason":"function_call"}]})"));
}

TEST_F(UnaryEncoderTest, NothingComesOutBeforeTheEnd) {
  EXPECT_EQ(encode({start_, ev::part_start(0, 0, AIP_PART_TEXT), ev::delta(0, 0, AIP_PART_TEXT, "hi")}), "");
}

}  // namespace
}  // namespace aipool::openai
