// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

class InspectTest : public MessagesTest {
 protected:
  std::string fault(std::string body, aip_enum operation = AIP_OP_GENERATE) {
    kit::Request made(host_, kit::RequestText{.body = std::move(body)});
    made.canonical().operation = operation;
    EXPECT_EQ(driver_.inspect(made), AIP_E_INVALID_REQUEST);
    return made.call().fault() ? made.call().fault()->message : "";
  }
};

TEST_F(InspectTest, TheEnvelope) {
  const auto made = request(R"({"model":"claude-x","max_tokens":9,"stream":true,"messages":[{"role":"user","content":[]}]})");
  EXPECT_EQ(sdk::view(made->canonical().client_model), "claude-x");
  EXPECT_EQ(made->canonical().flags & (AIP_REQUEST_STREAM | AIP_REQUEST_USAGE), AIP_REQUEST_STREAM | AIP_REQUEST_USAGE);
  EXPECT_EQ(made->canonical().member_count, 4U);
}

TEST_F(InspectTest, FaultsNameTheField) {
  const struct {
    const char* body;
    const char* message;
  } kCases[] = {
      {"[]", "The request body must be a JSON object."},
      {"{}", "'model' is required."},
      {R"({"model":1})", "'model' must be a string."},
      {R"({"model":"a","model":"b"})", "'model' is there twice."},
      {R"({"model":"m","max_tokens":9})", "'messages' is required."},
      {R"({"model":"m","max_tokens":9,"messages":[]})", "'messages' must not be empty."},
      {R"({"model":"m","max_tokens":9,"messages":[1]})", "'messages[0]' must be an object."},
      {R"({"model":"m","max_tokens":9,"messages":[{"content":"x"}]})", "'messages[0].role' is required."},
      {R"({"model":"m","max_tokens":9,"messages":[{"role":"user"}]})", "'messages[0].content' is required."},
      {R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{}]}]})",
       "'messages[0].content[0].type' is required."},
      {R"({"model":"m","messages":[{"role":"user","content":"x"}]})", "'max_tokens' is required."},
      {R"({"model":"m","max_tokens":"9","messages":[{"role":"user","content":"x"}]})", "'max_tokens' must be an integer."},
      {R"({"model":"m","max_tokens":-1,"messages":[{"role":"user","content":"x"}]})", "'max_tokens' must not be negative."},
      {R"({"model":"m","max_tokens":9,"stream":1,"messages":[{"role":"user","content":"x"}]})", "'stream' must be a boolean."},
  };
  for (const auto& test : kCases) EXPECT_EQ(fault(test.body), test.message) << test.body;
}

TEST_F(InspectTest, ACountNeedsNoLimit) {
  request(R"({"model":"m","messages":[{"role":"user","content":"x"}]})", AIP_OP_COUNT_TOKENS);
}

TEST_F(InspectTest, ThoughtsWithoutASignatureAreSeen) {
  const auto lacks = [&](std::string_view block) {
    const auto made = request(R"({"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},)"
                              R"({"role":"assistant","content":[)" +
                              std::string(block) + R"(,{"type":"text","text":"a"}]}]})");
    return (made->canonical().flags & AIP_REQUEST_UNSIGNED) != 0;
  };
  EXPECT_TRUE(lacks(R"({"type":"thinking","thinking":"t","signature":""})"));
  EXPECT_TRUE(lacks(R"({"type":"thinking","thinking":"t"})"));
  EXPECT_FALSE(lacks(R"({"type":"thinking","thinking":"t","signature":"s"})"));
  EXPECT_FALSE(lacks(R"({"type":"redacted_thinking","data":"d"})"));
}

}  // namespace
}  // namespace aipool::claude
