// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

// Trees that another protocol's client half has made.
class EncodeRequestTest : public MessagesTest {
 protected:
  void SetUp() override {
    request_ = foreign();
    tree().upstream_model = sdk::bytes("claude-sonnet-4-5");
    tree().present = AIP_HAS_MAX_OUTPUT;
    tree().max_output = 9;
  }
  void add(aip_enum role, std::span<const aip_part> parts) {
    aip_message message{};
    message.struct_size = sizeof message;
    message.role = role;
    message.origin = other_;
    sdk::set_parts(message, parts);
    request_->add(message);
  }
  aip_request& tree() { return request_->canonical(); }
  ::testing::AssertionResult body_is(std::string_view members, std::string_view head = R"("max_tokens":9,)") {
    return same_json(encoded(*request_), R"({"model":")" + std::string(sdk::view(tree().upstream_model)) + R"(",)" +
                                             std::string(head) + std::string(members) + "}");
  }
  void think(aip_enum effort, std::int64_t budget = -1) {
    reasoning_.struct_size = sizeof reasoning_;
    reasoning_.effort = effort;
    reasoning_.budget_tokens = budget;
    tree().reasoning = &reasoning_;
  }
  void allow(std::string_view name) {
    tool_.struct_size = sizeof tool_;
    tool_.kind = AIP_TOOL_FUNCTION;
    tool_.name = sdk::bytes(name);
    sdk::set_tools(tree(), {&tool_, 1});
  }

  std::unique_ptr<kit::Request> request_;
  aip_reasoning reasoning_{};
  aip_tool tool_{};
  aip_tool_choice choice_{};
};

TEST_F(EncodeRequestTest, SystemTurnsBecomeTheSystemPromptWhereverTheyStood) {
  const aip_part first[] = {part(AIP_PART_TEXT, "a")};
  const aip_part user[] = {part(AIP_PART_TEXT, "hi")};
  const aip_part second[] = {part(AIP_PART_TEXT, "b")};
  add(AIP_ROLE_SYSTEM, first);
  add(AIP_ROLE_USER, user);
  EXPECT_TRUE(body_is(R"("system":"a","messages":[{"role":"user","content":"hi"}])"));
  add(AIP_ROLE_DEVELOPER, second);
  EXPECT_TRUE(body_is(R"("system":[{"type":"text","text":"a"},{"type":"text","text":"b"}],
      "messages":[{"role":"user","content":"hi"}])"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/2"});
}

TEST_F(EncodeRequestTest, ASystemPromptWithoutATurnIsTheUsersTurn) {
  const aip_part first[] = {part(AIP_PART_TEXT, "a")};
  const aip_part second[] = {part(AIP_PART_TEXT, "b")};
  add(AIP_ROLE_SYSTEM, first);
  EXPECT_TRUE(body_is(R"("messages":[{"role":"user","content":"a"}])"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/0"});
  add(AIP_ROLE_DEVELOPER, second);
  EXPECT_TRUE(body_is(R"("messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}])"));
}

TEST_F(EncodeRequestTest, TurnsOfOneRoleBecomeOneWithItsResultsInFront) {
  const aip_part calls[] = {part(AIP_PART_TEXT, "so"), call("call.1", "f", "{\"a\":1}"), call("c2", "g", "")};
  const aip_part answer[] = {part(AIP_PART_TEXT, "21C")};
  aip_part one[] = {part(AIP_PART_TOOL_RESULT)};
  aip_part two[] = {part(AIP_PART_TOOL_RESULT, {}, AIP_PART_FLAG_ERROR)};
  const aip_part user[] = {part(AIP_PART_TEXT, ""), part(AIP_PART_TEXT, "go")};
  one[0].id = sdk::bytes("call.1");
  two[0].id = sdk::bytes("c2");
  sdk::set_children(one[0], {const_cast<aip_part*>(answer), 1});
  add(AIP_ROLE_ASSISTANT, calls);
  add(AIP_ROLE_TOOL, one);
  add(AIP_ROLE_TOOL, two);
  add(AIP_ROLE_USER, user);
  EXPECT_TRUE(body_is(R"("messages":[{"role":"assistant","content":[{"type":"text","text":"so"},
      {"type":"tool_use","id":"call_1","name":"f","input":{"a":1}},{"type":"tool_use","id":"c2","name":"g","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"21C"},
      {"type":"tool_result","tool_use_id":"c2","is_error":true},{"type":"text","text":"go"}]}])"));
  EXPECT_TRUE(request_->call().losses().empty());
}

TEST_F(EncodeRequestTest, ArgumentsThatAreNoObjectBecomeNoneAndALoss) {
  for (const char* arguments : {"[1]", "{\"a\":", "text"}) {
    SetUp();
    const aip_part calls[] = {call("c", "f", arguments)};
    add(AIP_ROLE_ASSISTANT, calls);
    EXPECT_TRUE(body_is(R"("messages":[{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]}])"));
    EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/0/content/0/input"});
  }
}

TEST_F(EncodeRequestTest, PartsWithoutAFormAreLosses) {
  aip_part parts[] = {part(AIP_PART_TEXT, "x"), part(AIP_PART_AUDIO), part(AIP_PART_REASONING, "t"), part(AIP_PART_IMAGE),
                      part(AIP_PART_DOCUMENT)};
  parts[2].origin = other_;
  parts[3].media_type = sdk::bytes("image/bmp");
  parts[3].data = sdk::bytes("AA==");
  parts[4].media_type = sdk::bytes("application/msword");
  parts[4].data = sdk::bytes("AA==");
  add(AIP_ROLE_USER, parts);
  EXPECT_TRUE(body_is(R"("messages":[{"role":"user","content":"x"}])"));
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/messages/0/content/1", "/messages/0/content/2", "/messages/0/content/3",
                                      "/messages/0/content/4"}));
}

TEST_F(EncodeRequestTest, WhatOfAPartHasNoFormIsALoss) {
  aip_part parts[] = {part(AIP_PART_IMAGE), part(AIP_PART_TOOL_CALL, {}, AIP_PART_FLAG_HOSTED)};
  parts[0].uri = sdk::bytes("https://x/a.png");
  parts[0].detail = sdk::bytes("high");
  add(AIP_ROLE_USER, parts);
  const_cast<aip_message*>(tree().messages)->name = sdk::bytes("Ann");
  EXPECT_TRUE(body_is(R"("messages":[{"role":"user","content":[
      {"type":"image","source":{"type":"url","url":"https://x/a.png"}}]}])"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/messages/0/name", "/messages/0/content/1",
                                                                "/messages/0/content/0/detail"}));
}

TEST_F(EncodeRequestTest, WhatStoodBesideATextIsALossWhereTheTextBecomesAString) {
  const aip_extra marks[] = {{other_, 0, sdk::bytes("cache_control"), sdk::bytes("{}")}};
  aip_part text = part(AIP_PART_TEXT, "hi");
  text.extras = {marks, 1};
  aip_part result = part(AIP_PART_TOOL_RESULT);
  result.id = sdk::bytes("c");
  sdk::set_children(result, {&text, 1});
  add(AIP_ROLE_SYSTEM, {&text, 1});
  add(AIP_ROLE_USER, {&text, 1});
  add(AIP_ROLE_ASSISTANT, {&text, 1});
  add(AIP_ROLE_TOOL, {&result, 1});
  EXPECT_TRUE(body_is(R"("system":"hi","messages":[{"role":"user","content":"hi"},{"role":"assistant","content":"hi"},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"hi"}]}])"));
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/messages/0/content/0/cache_control", "/messages/1/content/0/cache_control",
                                      "/messages/2/content/0/cache_control",
                                      "/messages/3/content/0/content/0/cache_control"}));
}

TEST_F(EncodeRequestTest, ThoughtsWithAnEmptySignatureStayBehind) {
  aip_part parts[] = {part(AIP_PART_REASONING, "t"), part(AIP_PART_TEXT, "a")};
  parts[0].origin = own_;
  parts[0].signature = sdk::bytes("");
  add(AIP_ROLE_ASSISTANT, parts);
  EXPECT_TRUE(body_is(R"("messages":[{"role":"assistant","content":"a"}])"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/0/content/0"});
}

TEST_F(EncodeRequestTest, ALimitIsMadeUpByTheModelsAge) {
  const struct {
    const char* model;
    int limit;
  } kCases[] = {{"claude-3-haiku-20240307", 4096},  {"claude-3-5-sonnet-latest", 8192},
                {"claude-3-7-sonnet-latest", 32000}, {"claude-opus-4-1", 32000},
                {"claude-haiku-4-5-20251001", 32000}, {"my-model", 32000}};
  for (const auto& test : kCases) {
    SetUp();
    tree().present = 0;
    tree().upstream_model = sdk::bytes(test.model);
    EXPECT_TRUE(body_is(R"("messages":[])", R"("max_tokens":)" + std::to_string(test.limit) + ",")) << test.model;
  }
}

TEST_F(EncodeRequestTest, EffortsBecomeBudgetsForOlderModelsAndStayEffortsForNewerOnes) {
  tree().max_output = 64000;
  const std::string head = R"("max_tokens":64000,)";
  think(AIP_EFFORT_MEDIUM);
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"enabled","budget_tokens":8192})", head));
  tree().upstream_model = sdk::bytes("claude-opus-4-6");
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"})", head));
  think(AIP_EFFORT_MINIMAL);
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"adaptive"},"output_config":{"effort":"low"})", head));
  think(0, 3000);
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"enabled","budget_tokens":3000})", head));
  think(AIP_EFFORT_NONE);
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"disabled"})", head));
}

TEST_F(EncodeRequestTest, ABudgetLeavesRoomForTheAnswer) {
  think(AIP_EFFORT_HIGH);
  tree().max_output = 4000;
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"enabled","budget_tokens":3999})", R"("max_tokens":4000,)"));
  tree().max_output = 500;
  EXPECT_TRUE(body_is(R"("messages":[])", R"("max_tokens":500,)"));
  tree().present = 0;
  think(AIP_EFFORT_MAX);
  EXPECT_TRUE(body_is(R"("messages":[],"thinking":{"type":"enabled","budget_tokens":128000})", R"("max_tokens":132096,)"));
}

TEST_F(EncodeRequestTest, NoBudgetWhereTheThoughtsBeforeTheLastCallsAreMissing) {
  const aip_part calls[] = {call("c", "f", "{}")};
  add(AIP_ROLE_ASSISTANT, calls);
  think(AIP_EFFORT_LOW);
  tree().max_output = 4000;
  EXPECT_TRUE(body_is(R"("messages":[{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]}])",
                      R"("max_tokens":4000,)"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/reasoning"});
}

TEST_F(EncodeRequestTest, ZeroIsAValueAndTemperatureEndsAtOne) {
  tree().present |= AIP_HAS_TEMPERATURE | AIP_HAS_TOP_P | AIP_HAS_TOP_K;
  EXPECT_TRUE(body_is(R"("messages":[],"temperature":0,"top_p":0,"top_k":0)"));
  tree().temperature = 1.7;
  EXPECT_TRUE(body_is(R"("messages":[],"temperature":1,"top_p":0,"top_k":0)"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/temperature"});
}

TEST_F(EncodeRequestTest, AModelThatThinksTakesNoSamplingAndNoForcedCall) {
  allow("f");
  think(AIP_EFFORT_LOW);
  tree().max_output = 4000;
  tree().present |= AIP_HAS_TEMPERATURE | AIP_HAS_TOP_K;
  choice_.struct_size = sizeof choice_;
  choice_.mode = AIP_CHOICE_REQUIRED;
  tree().tool_choice = &choice_;
  EXPECT_TRUE(body_is(R"("messages":[],"tools":[{"name":"f","input_schema":{"type":"object"}}],
      "tool_choice":{"type":"auto"},"thinking":{"type":"enabled","budget_tokens":1024})", R"("max_tokens":4000,)"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/tool_choice", "/temperature", "/top_k"}));
}

TEST_F(EncodeRequestTest, ChoicesOfTools) {
  allow("f");
  const aip_bytes names[] = {sdk::bytes("f")};
  choice_.struct_size = sizeof choice_;
  choice_.names = names;
  tree().tool_choice = &choice_;
  const auto choice = [&](aip_enum mode, std::size_t count, std::string_view expected) {
    choice_.mode = mode;
    choice_.name_count = count;
    EXPECT_TRUE(body_is(R"("messages":[],"tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":)" +
                        std::string(expected)));
  };
  choice(AIP_CHOICE_AUTO, 0, R"({"type":"auto"})");
  choice(AIP_CHOICE_NONE, 0, R"({"type":"none"})");
  choice(AIP_CHOICE_REQUIRED, 0, R"({"type":"any"})");
  choice(AIP_CHOICE_NAMED, 1, R"({"type":"tool","name":"f"})");
  choice(AIP_CHOICE_SUBSET, 1, R"({"type":"auto"})");
  tree().present |= AIP_HAS_PARALLEL_TOOLS;
  choice(AIP_CHOICE_REQUIRED, 0, R"({"type":"any","disable_parallel_tool_use":true})");
  tree().tool_choice = nullptr;
  EXPECT_TRUE(body_is(R"("messages":[],"tools":[{"name":"f","input_schema":{"type":"object"}}],
      "tool_choice":{"type":"auto","disable_parallel_tool_use":true})"));
}

TEST_F(EncodeRequestTest, ToolsOfAnotherVendorAreLossesAlsoWhereNoneIsLeft) {
  allow("web_search");
  tool_.kind = AIP_TOOL_HOSTED;
  choice_.struct_size = sizeof choice_;
  choice_.mode = AIP_CHOICE_REQUIRED;
  tree().tool_choice = &choice_;
  EXPECT_TRUE(body_is(R"("messages":[])"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/tools/0", "/tool_choice"}));
}

TEST_F(EncodeRequestTest, FreeFormInputIsTheOneTextOfAnObject) {
  allow("patch");
  tool_.kind = AIP_TOOL_CUSTOM;
  tool_.json = sdk::bytes(R"({"type":"grammar"})");
  aip_part parts[] = {call("c", "patch", {})};
  parts[0].flags = AIP_PART_FLAG_CUSTOM;
  parts[0].text = sdk::bytes("***\n\"x\"");
  add(AIP_ROLE_ASSISTANT, parts);
  EXPECT_TRUE(body_is(R"("messages":[{"role":"assistant","content":[
      {"type":"tool_use","id":"c","name":"patch","input":{"input":"***\n\"x\""}}]}],
      "tools":[{"name":"patch","input_schema":{"type":"object","properties":{"input":{"type":"string"}},
      "required":["input"],"additionalProperties":false}}])"));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/tools/0/format"}));
}

TEST_F(EncodeRequestTest, WhatThisProtocolDoesNotHaveIsALoss) {
  tree().present |= AIP_HAS_SEED | AIP_HAS_CHOICES | AIP_HAS_PRESENCE_PENALTY | AIP_HAS_LOGPROBS;
  tree().choices = 2;
  tree().service_tier = sdk::bytes("flex");
  tree().verbosity = sdk::bytes("low");
  tree().user = sdk::bytes("u");
  EXPECT_TRUE(body_is(R"("messages":[],"metadata":{"user_id":"u"})"));
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/service_tier", "/presence_penalty", "/seed", "/logprobs", "/n", "/verbosity"}));
}

TEST_F(EncodeRequestTest, FormsOfAnswers) {
  aip_format format{};
  format.struct_size = sizeof format;
  tree().format = &format;
  format.kind = AIP_FORMAT_TEXT;
  EXPECT_TRUE(body_is(R"("messages":[])"));
  format.kind = AIP_FORMAT_JSON;
  EXPECT_TRUE(body_is(R"("messages":[],"output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}})"));
  format.kind = AIP_FORMAT_SCHEMA;
  format.schema_json = sdk::bytes(R"({"type":"array"})");
  EXPECT_TRUE(body_is(R"("messages":[],"output_config":{"format":{"type":"json_schema","schema":{"type":"array"}}})"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/response_format"});
}

TEST_F(EncodeRequestTest, ACountHasNoMembersOfAGeneration) {
  tree().operation = AIP_OP_COUNT_TOKENS;
  tree().present |= AIP_HAS_TEMPERATURE;
  tree().flags |= AIP_REQUEST_STREAM;
  EXPECT_TRUE(body_is(R"("messages":[])", ""));
}

}  // namespace
}  // namespace aipool::claude
