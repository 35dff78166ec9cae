// SPDX-License-Identifier: MIT
#include "linear_time.h"
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

// Trees of other protocols.
class EncodeRequestTest : public ResponsesTest {
 protected:
  aip_message message(aip_enum role, std::span<const aip_part> parts) const {
    aip_message made{};
    made.struct_size = sizeof made;
    made.role = role;
    made.origin = other_;
    sdk::set_parts(made, parts);
    return made;
  }
  std::string input_of(const std::vector<aip_message>& messages, std::vector<std::string>* losses = nullptr) {
    const auto made = foreign();
    sdk::set_messages(made->canonical(), messages);
    const std::string body = encoded(*made);
    json::Document document;
    EXPECT_EQ(document.parse(body), json::Error::kNone);
    instructions_ = document.root().find("instructions").string();
    if (losses != nullptr) *losses = loss_pointers(*made);
    return std::string(document.root().find("input").raw());
  }

  std::string instructions_;
};

TEST_F(EncodeRequestTest, AFirstSystemTextIsTheInstructionsAndOthersAreItems) {
  const aip_part first[] = {part(AIP_PART_TEXT, "s")};
  const aip_part more[] = {part(AIP_PART_TEXT, "a"), part(AIP_PART_TEXT, "b")};
  const aip_part user[] = {part(AIP_PART_TEXT, "u")};
  EXPECT_TRUE(same_json(
      input_of({message(AIP_ROLE_SYSTEM, first), message(AIP_ROLE_USER, user), message(AIP_ROLE_SYSTEM, more)}),
      R"([{"type":"message","role":"user","content":"u"},{"role":"system","content":[{"type":"input_text",
      "text":"a"},{"type":"input_text","text":"b"}]}])"));
  EXPECT_EQ(instructions_, "s");
  EXPECT_TRUE(same_json(input_of({message(AIP_ROLE_SYSTEM, more), message(AIP_ROLE_USER, user)}),
                        R"([{"role":"system","content":[{"type":"input_text","text":"a"},{"type":
      "input_text","text":"b"}]},{"type":"message","role":"user","content":"u"}])"));
  EXPECT_TRUE(same_json(input_of({message(AIP_ROLE_SYSTEM, first)}),
                        R"([{"type":"message","role":"system","content":"s"}])"));
}

TEST_F(EncodeRequestTest, CallsAndResultsAreItemsInTheirOrder) {
  const std::string long_id(80, 'x');
  const aip_part turn[] = {part(AIP_PART_TEXT, "let me"), call(long_id, "f", ""), call("c", "g", "{}")};
  aip_part image = part(AIP_PART_IMAGE);
  image.media_type = sdk::bytes("image/png");
  image.data = sdk::bytes("AA==");
  const aip_part inside[] = {part(AIP_PART_TEXT, "r"), image};
  aip_part result = part(AIP_PART_TOOL_RESULT, {}, AIP_PART_FLAG_ERROR);
  result.id = sdk::bytes("c");
  sdk::set_children(result, inside);
  const aip_part back[] = {result, part(AIP_PART_TEXT, "and?")};
  std::vector<std::string> losses;
  const std::string input = input_of({message(AIP_ROLE_ASSISTANT, turn), message(AIP_ROLE_USER, back)}, &losses);
  EXPECT_NE(input.find(R"({"type":"function_call","call_id":"c","name":"g","arguments":"{}"},{"type":"function_call_output",)"
                       R"("call_id":"c","output":[{"type":"input_text","text":"r"},{"type":"input_image","image_url":)"
                       R"("data:image/png;base64,AA==","detail":"auto"}]},{"type":"message","role":"user","content":"and?"})"),
            std::string::npos)
      << input;
  EXPECT_NE(input.find(R"("name":"f","arguments":"{}")"), std::string::npos) << input;
  EXPECT_EQ(input.find(std::string(65, 'x')), std::string::npos) << input;
  EXPECT_EQ(losses, std::vector<std::string>{"/messages/1/is_error"});
}

TEST_F(EncodeRequestTest, ThoughtsOfAnotherVendorAreLossesAndItsOwnComeBackSealed) {
  aip_part returned = part(AIP_PART_REASONING, "t");
  returned.origin = own_;
  returned.signature = sdk::bytes("seal");
  const aip_part turn[] = {part(AIP_PART_REASONING, "x"), returned, part(AIP_PART_TEXT, "a")};
  std::vector<std::string> losses;
  EXPECT_TRUE(same_json(input_of({message(AIP_ROLE_ASSISTANT, turn)}, &losses),
                        R"([{"type":"reasoning","summary":[{"type":"summary_text","text":"t"}],"encrypted_content":"seal"},
      {"type":"message","role":"assistant","content":"a"}])"));
  EXPECT_EQ(losses, std::vector<std::string>{"/messages/0/reasoning"});
}

TEST_F(EncodeRequestTest, ToolsAreLooseUnlessSaidAndNobodyIsRememberedUnasked) {
  const auto made = foreign();
  aip_tool tool{};
  tool.struct_size = sizeof tool;
  tool.kind = AIP_TOOL_FUNCTION;
  tool.name = sdk::bytes("f");
  const aip_tool tools[] = {tool};
  sdk::set_tools(made->canonical(), tools);
  EXPECT_TRUE(same_json(encoded(*made), R"({"model":"m","input":[],"tools":[{"type":"function","name":"f","parameters":
      {"type":"object","properties":{}},"strict":false}],"store":false})"));
}

// Not each name or result through all tools or calls.
TEST_F(EncodeRequestTest, ManyToolsAndCallsAreWrittenInLinearTime) {
  std::string body;
  test::expect_linear("names, calls and results", [&](std::size_t count) {
    const auto made = foreign();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back("a_rather_long_common_beginning_" + std::to_string(i));
    std::vector<aip_bytes> chosen;
    std::vector<aip_tool> tools(count);
    std::vector<aip_part> calls, results;
    for (std::size_t i = 0; i < count; ++i) {
      chosen.push_back(sdk::bytes(names[count - 1 - i]));
      tools[i].struct_size = sizeof(aip_tool);
      tools[i].kind = AIP_TOOL_CUSTOM;
      tools[i].name = sdk::bytes(names[i]);
      calls.push_back(part(AIP_PART_TOOL_CALL, "x", AIP_PART_FLAG_CUSTOM));
      calls.back().id = sdk::bytes(names[i]);
      results.push_back(part(AIP_PART_TOOL_RESULT));
      results.back().id = sdk::bytes(names[count - 1 - i]);
    }
    aip_tool_choice choice{};
    choice.struct_size = sizeof choice;
    choice.mode = AIP_CHOICE_SUBSET;
    choice.names = chosen.data();
    choice.name_count = chosen.size();
    sdk::set_tools(made->canonical(), tools);
    made->canonical().tool_choice = &choice;
    const std::vector<aip_message> messages = {message(AIP_ROLE_ASSISTANT, calls), message(AIP_ROLE_USER, results)};
    sdk::set_messages(made->canonical(), messages);
    body = encoded(*made);
  });
  EXPECT_NE(body.find(R"({"type":"custom","name":"a_rather_long_common_beginning_7"})"), std::string::npos);
  EXPECT_NE(body.find("custom_tool_call_output"), std::string::npos);
  EXPECT_EQ(body.find("function_call_output"), std::string::npos);
}

TEST_F(EncodeRequestTest, WhatHasNoWordHereIsNamed) {
  const auto made = foreign();
  aip_request& to = made->canonical();
  to.present = AIP_HAS_TOP_K | AIP_HAS_SEED | AIP_HAS_PRESENCE_PENALTY | AIP_HAS_FREQUENCY_PENALTY | AIP_HAS_CHOICES |
               AIP_HAS_MAX_OUTPUT;
  to.choices = 3;
  to.max_output = 1;
  const aip_bytes stop[] = {sdk::bytes("a")};
  to.stop = stop;
  to.stop_count = 1;
  EXPECT_TRUE(same_json(encoded(*made), R"({"model":"m","input":[],"max_output_tokens":16,"store":false})"));
  EXPECT_EQ(loss_pointers(*made), (std::vector<std::string>{"/max_tokens", "/top_k", "/presence_penalty",
                                                            "/frequency_penalty", "/seed", "/n", "/stop"}));
}

TEST_F(EncodeRequestTest, WhoGivesABudgetReadsThoughtsAndTheSealIsAskedFor) {
  const auto made = foreign();
  aip_reasoning reasoning{};
  reasoning.struct_size = sizeof reasoning;
  reasoning.origin = other_;
  reasoning.budget_tokens = 4000;
  made->canonical().reasoning = &reasoning;
  EXPECT_TRUE(same_json(encoded(*made), R"({"model":"m","input":[],"reasoning":{"effort":"medium","summary":"auto"},
      "include":["reasoning.encrypted_content"],"store":false})"));
  EXPECT_EQ(loss_pointers(*made), std::vector<std::string>{"/reasoning"});
}

}  // namespace
}  // namespace aipool::openai::responses
