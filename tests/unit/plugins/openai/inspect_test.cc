// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

class InspectTest : public ChatTest {
 protected:
  sdk::Fault fault(std::string body, aip_enum operation = AIP_OP_GENERATE) {
    kit::Request request(host_, {.body = std::move(body)});
    request.canonical().operation = operation;
    const aip_rc rc = driver_.inspect(request);
    EXPECT_EQ(rc, AIP_E_INVALID_REQUEST) << request.body();
    return request.call().fault().value_or(sdk::Fault{});
  }
};

TEST_F(InspectTest, FillsTheEnvelope) {
  const auto made = request(
      R"({"model":"qwen3:8b","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"x"}]})");
  const aip_request& canonical = made->canonical();
  EXPECT_EQ(sdk::view(canonical.client_model), "qwen3:8b");
  EXPECT_EQ(canonical.flags, AIP_REQUEST_STREAM | AIP_REQUEST_USAGE);
  EXPECT_EQ(canonical.present, AIP_HAS_STREAM | AIP_HAS_USAGE);
  ASSERT_EQ(canonical.member_count, 4U);
}

TEST_F(InspectTest, MembersGiveTheExactSpans) {
  const auto made = request(R"({ "model" : "m" , "messages":[{"role":"user","content":"x"}], "a\u0062":[1, 2] })");
  const aip_request& canonical = made->canonical();
  const aip_member* member = sdk::find_member(canonical, "ab");
  ASSERT_NE(member, nullptr);
  EXPECT_EQ(made->body().substr(member->value, member->value_len), "[1, 2]");
  EXPECT_EQ(made->body()[member->offset], '"');
}

TEST_F(InspectTest, ModelMayBeEscaped) {
  const auto made = request(R"({"model":"gpt\u002d5","messages":[{"role":"user","content":"x"}]})");
  EXPECT_EQ(sdk::view(made->canonical().client_model), "gpt-5");
}

TEST_F(InspectTest, FaultsNameTheField) {
  const struct {
    const char* body;
    const char* param;
  } kCases[] = {
      {R"({"messages":[{"role":"user","content":"x"}]})", "model"},
      {R"({"model":7,"messages":[{"role":"user"}]})", "model"},
      {R"({"model":"","messages":[{"role":"user"}]})", "model"},
      {R"({"model":"a b","messages":[{"role":"user"}]})", "model"},
      {R"({"model":"a\r\nx: y","messages":[{"role":"user"}]})", "model"},
      {R"({"model":"m","model":"n","messages":[{"role":"user"}]})", "model"},
      {R"({"model":"m"})", "messages"},
      {R"({"model":"m","messages":"hi"})", "messages"},
      {R"({"model":"m","messages":[]})", "messages"},
      {R"({"model":"m","messages":[{"role":"user"},3]})", "messages[1]"},
      {R"({"model":"m","messages":[{"content":"x"}]})", "messages[0].role"},
      {R"({"model":"m","messages":[{"role":1}]})", "messages[0].role"},
      {R"({"model":"m","messages":[{"role":""}]})", "messages[0].role"},
      {R"({"model":"m","messages":[{"role":"user","content":5}]})", "messages[0].content"},
      {R"({"model":"m","messages":[{"role":"user","content":["x"]}]})", "messages[0].content[0]"},
      {R"({"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]})", "messages[0].content[0].type"},
      {R"({"model":"m","messages":[{"role":"user","content":[{"type":1}]}]})", "messages[0].content[0].type"},
      {R"({"model":"m","messages":[{"role":"assistant","tool_calls":{}}]})", "messages[0].tool_calls"},
      {R"({"model":"m","messages":[{"role":"assistant","tool_calls":[1]}]})", "messages[0].tool_calls[0]"},
      {R"({"model":"m","messages":[{"role":"user"}],"messages":[]})", "messages"},
      {R"({"model":"m","messages":[{"role":"user"}],"stream":"yes"})", "stream"},
      {R"({"model":"m","messages":[{"role":"user"}],"stream":true,"stream":false})", "stream"},
      {R"({"model":"m","messages":[{"role":"user"}],"stream_options":[]})", "stream_options"},
      {R"({"model":"m","messages":[{"role":"user"}],"stream_options":{"include_usage":1}})",
       "stream_options.include_usage"},
      {R"({"model":"m","messages":[{"role":"user"}],"stream_options":{"include_usage":true,"include_usage":false}})",
       "stream_options.include_usage"},
  };
  for (const auto& test : kCases) {
    const sdk::Fault seen = fault(test.body);
    EXPECT_EQ(seen.param, test.param) << test.body;
    EXPECT_EQ(seen.type, "invalid_request_error") << test.body;
    EXPECT_NE(seen.message.find(test.param), std::string::npos) << seen.message;
  }
}

TEST_F(InspectTest, BodiesThatAreNoObjectHaveNoField) {
  for (const char* body : {"", "{", "[]", "null", "\"x\"", "{\"model\": ", "{\"model\":\"m\"} x", "\xff"}) {
    const sdk::Fault seen = fault(body);
    EXPECT_EQ(seen.param, "") << body;
    EXPECT_FALSE(seen.message.empty()) << body;
  }
}

TEST_F(InspectTest, NullsCountAsAbsent) {
  const auto made =
      request(R"({"model":"m","messages":[{"role":"user","content":null}],"stream":null,"stream_options":null})");
  EXPECT_EQ(made->canonical().flags, 0U);
  EXPECT_EQ(made->canonical().present, 0U);
}

TEST_F(InspectTest, EmbeddingsNeedAnInput) {
  EXPECT_EQ(fault(R"({"model":"m"})", AIP_OP_EMBED).param, "input");
  EXPECT_EQ(fault(R"({"model":"m","input":{}})", AIP_OP_EMBED).param, "input");
  EXPECT_EQ(fault(R"({"model":"m","input":[]})", AIP_OP_EMBED).param, "input");
  EXPECT_EQ(fault(R"({"model":"m","input":["a",{}]})", AIP_OP_EMBED).param, "input[1]");
  for (const char* input : {R"("a")", R"(["a","b"])", "[1,2]", "[[1],[2,3]]"}) {
    request(R"({"model":"m","input":)" + std::string(input) + "}", AIP_OP_EMBED);
  }
}

TEST_F(InspectTest, ModelOfThePathMayHaveSlashesAndEscapes) {
  for (const char* sent : {"openai/gpt-5", "openai%2Fgpt-5", "openai%2fgpt-5"}) {
    kit::Request made(host_, {.method = "GET", .params = {{"model", sent}}});
    made.canonical().operation = AIP_OP_GET_MODEL;
    ASSERT_EQ(driver_.inspect(made), AIP_OK) << sent;
    EXPECT_EQ(sdk::view(made.canonical().item_id), "openai/gpt-5");
  }
  for (const char* sent : {"", "a b", "%", "%2", "%zz", "a%00"}) {
    kit::Request made(host_, {.method = "GET", .params = {{"model", sent}}});
    made.canonical().operation = AIP_OP_GET_MODEL;
    EXPECT_EQ(driver_.inspect(made), AIP_E_NOT_FOUND) << sent;
    EXPECT_EQ(made.call().fault()->code, "model_not_found");
  }
}

}  // namespace
}  // namespace aipool::openai
