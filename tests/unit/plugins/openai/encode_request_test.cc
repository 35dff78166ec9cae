// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

// Trees that another protocol's client half has made.
class EncodeRequestTest : public ChatTest {
 protected:
  void SetUp() override { request_ = foreign(); }

  void add(aip_enum role, std::span<const aip_part> parts) {
    aip_message message{};
    message.struct_size = sizeof message;
    message.role = role;
    message.origin = other_;
    sdk::set_parts(message, parts);
    request_->add(message);
  }
  aip_request& tree() { return request_->canonical(); }
  // `messages` of the encoded body, or all of it after a change of the tree.
  std::string body() { return encoded(*request_); }
  ::testing::AssertionResult messages_are(std::string_view expected) {
    return same_json(body(), R"({"model":"m","messages":)" + std::string(expected) + "}");
  }

  std::unique_ptr<kit::Request> request_;
};

TEST_F(EncodeRequestTest, OneTextBecomesAStringAndSeveralStayAList) {
  const aip_part one[] = {part(AIP_PART_TEXT, "a")};
  const aip_part two[] = {part(AIP_PART_TEXT, "a"), part(AIP_PART_TEXT, "b")};
  add(AIP_ROLE_SYSTEM, one);
  add(AIP_ROLE_USER, two);
  EXPECT_TRUE(messages_are(
      R"([{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])"));
}

TEST_F(EncodeRequestTest, ResultsComeBeforeTheRestOfTheirTurn) {
  aip_part results[] = {part(AIP_PART_TEXT, "and?"), part(AIP_PART_TOOL_RESULT), part(AIP_PART_TOOL_RESULT)};
  const aip_part answer[] = {part(AIP_PART_TEXT, "21C")};
  results[1].id = sdk::bytes("c1");
  results[2].id = sdk::bytes("c2");
  sdk::set_children(results[1], {const_cast<aip_part*>(answer), 1});
  add(AIP_ROLE_USER, results);
  EXPECT_TRUE(messages_are(R"([{"role":"tool","tool_call_id":"c1","content":"21C"},
      {"role":"tool","tool_call_id":"c2","content":""},{"role":"user","content":"and?"}])"));
}

TEST_F(EncodeRequestTest, ImagesOfResultsMoveBehindTheRunOfResults) {
  aip_part image[] = {part(AIP_PART_TEXT, "see"), part(AIP_PART_IMAGE)};
  image[1].media_type = sdk::bytes("image/png");
  image[1].data = sdk::bytes("AA==");
  aip_part first[] = {part(AIP_PART_TOOL_RESULT)};
  aip_part second[] = {part(AIP_PART_TOOL_RESULT, {}, AIP_PART_FLAG_ERROR)};
  first[0].id = sdk::bytes("c1");
  second[0].id = sdk::bytes("c2");
  sdk::set_children(first[0], image);
  add(AIP_ROLE_TOOL, first);
  add(AIP_ROLE_TOOL, second);
  EXPECT_TRUE(messages_are(R"([{"role":"tool","tool_call_id":"c1","content":"see"},
      {"role":"tool","tool_call_id":"c2","content":""},
      {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}}]}])"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/messages/0/content", "/messages/1/is_error"}));
}

TEST_F(EncodeRequestTest, NoListIsLeftEmptyByPartsWithoutAForm) {
  aip_part file[] = {part(AIP_PART_DOCUMENT)};
  file[0].origin = other_;
  file[0].file_id = sdk::bytes("file_1");
  aip_part turn[] = {part(AIP_PART_TOOL_RESULT), file[0]};
  turn[0].id = sdk::bytes("c1");
  sdk::set_children(turn[0], file);
  add(AIP_ROLE_USER, file);
  add(AIP_ROLE_USER, turn);
  EXPECT_TRUE(messages_are(R"([{"role":"user","content":""},{"role":"tool","tool_call_id":"c1","content":""}])"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/messages/0/content/0", "/messages/1/content",
                                                                "/messages/1/content/0"}));
}

TEST_F(EncodeRequestTest, ThoughtsGoOnlyWithCalls) {
  const aip_part without[] = {part(AIP_PART_REASONING, "t1"), part(AIP_PART_TEXT, "a")};
  const aip_part with[] = {part(AIP_PART_REASONING, "t2"), part(AIP_PART_REASONING, {}, AIP_PART_FLAG_REDACTED),
                           call("c", "f", "")};
  add(AIP_ROLE_ASSISTANT, without);
  add(AIP_ROLE_ASSISTANT, with);
  EXPECT_TRUE(messages_are(R"([{"role":"assistant","content":"a"},{"role":"assistant","content":null,
      "reasoning_content":"t2","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}])"));
  EXPECT_EQ(request_->call().losses().size(), 2U);
}

TEST_F(EncodeRequestTest, WhatHasNoFormIsALoss) {
  aip_part parts[] = {part(AIP_PART_TEXT, "a"), part(AIP_PART_OPAQUE), part(AIP_PART_IMAGE), part(AIP_PART_DOCUMENT)};
  parts[1].json = sdk::bytes("{}");
  parts[2].file_id = sdk::bytes("file-1");
  parts[3].uri = sdk::bytes("https://x/a.pdf");
  for (aip_part& each : parts) each.origin = other_;
  add(AIP_ROLE_USER, parts);
  EXPECT_TRUE(messages_are(R"([{"role":"user","content":[{"type":"text","text":"a"}]}])"));
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/messages/0/content/1", "/messages/0/content/2", "/messages/0/content/3"}));
}

TEST_F(EncodeRequestTest, PlainTextDocumentsBecomeText) {
  aip_part parts[] = {part(AIP_PART_DOCUMENT, "the text"), part(AIP_PART_DOCUMENT)};
  parts[1].media_type = sdk::bytes("application/pdf");
  parts[1].data = sdk::bytes("AA==");
  parts[1].name = sdk::bytes("a.pdf");
  add(AIP_ROLE_USER, parts);
  EXPECT_TRUE(messages_are(R"([{"role":"user","content":[{"type":"text","text":"the text"},{"type":"file",
      "file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AA=="}}]}])"));
}

TEST_F(EncodeRequestTest, LimitGoesByItsNewName) {
  tree().present = AIP_HAS_MAX_OUTPUT | AIP_HAS_TOP_K;
  tree().max_output = 5;
  EXPECT_TRUE(same_json(body(), R"({"model":"m","messages":[],"max_completion_tokens":5})"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/top_k"}));
}

TEST_F(EncodeRequestTest, ModelIsTheClientsUnlessRoutingSaidOtherwise) {
  tree().client_model = sdk::bytes("theirs");
  EXPECT_TRUE(same_json(body(), R"({"model":"m","messages":[]})"));
  tree().upstream_model = {};
  EXPECT_TRUE(same_json(body(), R"({"model":"theirs","messages":[]})"));
}

TEST_F(EncodeRequestTest, BudgetsBecomeTheNearestEffort) {
  aip_reasoning reasoning{};
  reasoning.struct_size = sizeof reasoning;
  tree().reasoning = &reasoning;
  const struct {
    std::int64_t budget;
    const char* word;
  } kCases[] = {{0, "none"}, {512, "minimal"}, {1024, "low"}, {8192, "medium"}, {24576, "high"}, {24577, "xhigh"}};
  for (const auto& test : kCases) {
    reasoning.budget_tokens = test.budget;
    EXPECT_TRUE(
        same_json(body(), R"({"model":"m","messages":[],"reasoning_effort":")" + std::string(test.word) + "\"}"));
  }
  reasoning.budget_tokens = -1;
  reasoning.effort = AIP_EFFORT_ADAPTIVE;
  EXPECT_TRUE(same_json(body(), R"({"model":"m","messages":[]})"));
}

TEST_F(EncodeRequestTest, HostedToolsOfOthersAndTheirChoiceAreLost) {
  aip_tool tools[2] = {};
  for (aip_tool& tool : tools) tool.struct_size = sizeof tool;
  tools[0].kind = AIP_TOOL_HOSTED;
  tools[0].origin = other_;
  tools[0].json = sdk::bytes("{}");
  sdk::set_tools(tree(), {tools, 1});
  aip_tool_choice choice{};
  choice.struct_size = sizeof choice;
  choice.mode = AIP_CHOICE_REQUIRED;
  tree().tool_choice = &choice;
  EXPECT_TRUE(same_json(body(), R"({"model":"m","messages":[]})"));
  tools[1].kind = AIP_TOOL_FUNCTION;
  tools[1].name = sdk::bytes("f");
  tools[1].schema_json = sdk::bytes(R"({"type":"object"})");
  sdk::set_tools(tree(), {tools, 2});
  EXPECT_TRUE(same_json(body(), R"({"model":"m","messages":[],"tools":[{"type":"function","function":{"name":"f",
      "parameters":{"type":"object"}}}],"tool_choice":"required"})"));
}

TEST_F(EncodeRequestTest, ChoicesOfOthersGetOurForm) {
  aip_tool tool{};
  tool.struct_size = sizeof tool;
  tool.kind = AIP_TOOL_CUSTOM;
  tool.name = sdk::bytes("g");
  sdk::set_tools(tree(), {&tool, 1});
  const aip_bytes names[] = {sdk::bytes("g"), sdk::bytes("h")};
  aip_tool_choice choice{};
  choice.struct_size = sizeof choice;
  choice.names = names;
  choice.name_count = 2;
  tree().tool_choice = &choice;
  const auto chosen = [&](aip_enum mode, std::uint32_t flags, std::string_view expected) {
    choice.mode = mode;
    choice.flags = flags;
    return same_json(body(),
                     R"({"model":"m","messages":[],"tools":[{"type":"custom","custom":{"name":"g"}}],"tool_choice":)" +
                         std::string(expected) + "}");
  };
  EXPECT_TRUE(chosen(AIP_CHOICE_NONE, 0, R"("none")"));
  EXPECT_TRUE(chosen(AIP_CHOICE_NAMED, 0, R"({"type":"function","function":{"name":"g"}})"));
  EXPECT_TRUE(chosen(AIP_CHOICE_NAMED, AIP_CHOICE_FLAG_CUSTOM, R"({"type":"custom","custom":{"name":"g"}})"));
  EXPECT_TRUE(chosen(AIP_CHOICE_SUBSET, AIP_CHOICE_FLAG_REQUIRED,
                     R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[
                         {"type":"function","function":{"name":"g"}},{"type":"function","function":{"name":"h"}}]}})"));
}

TEST_F(EncodeRequestTest, FormatsOfOthersGetAName) {
  aip_format format{};
  format.struct_size = sizeof format;
  format.kind = AIP_FORMAT_SCHEMA;
  format.schema_json = sdk::bytes(R"({"type":"object"})");
  tree().format = &format;
  EXPECT_TRUE(same_json(body(), R"({"model":"m","messages":[],"response_format":{"type":"json_schema",
      "json_schema":{"name":"response","schema":{"type":"object"}}}})"));
}

}  // namespace
}  // namespace aipool::openai
