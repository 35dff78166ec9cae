// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class EncodeRequestTest : public GenerateTest {
 protected:
  // A tree that another protocol's client half has made.
  void begin(std::string_view model = "gemini-3-pro") {
    request_ = foreign();
    request_->canonical().upstream_model = sdk::bytes(model);
  }
  aip_request& made() { return request_->canonical(); }
  void add(aip_enum role, std::span<const aip_part> parts) {
    aip_message message{};
    message.struct_size = sizeof message;
    message.role = role;
    message.origin = other_;
    sdk::set_parts(message, parts);
    request_->add(message);
  }
  void ask() {
    static const aip_part kHi[] = {part(AIP_PART_TEXT, "hi")};
    add(AIP_ROLE_USER, kHi);
  }
  // The body is the user's "hi" and these members.
  ::testing::AssertionResult body_is(std::string_view members) {
    return same_json(encoded(*request_),
                     R"({"contents":[{"role":"user","parts":[{"text":"hi"}]}])" + std::string(members) + "}");
  }
  ::testing::AssertionResult contents_are(std::string_view contents) {
    return same_json(encoded(*request_), R"({"contents":)" + std::string(contents) + "}");
  }
  void think(std::string_view model, aip_enum effort, std::int64_t budget = -1) {
    begin(model);
    ask();
    reasoning_ = {};
    reasoning_.struct_size = sizeof reasoning_;
    reasoning_.origin = other_;
    reasoning_.effort = effort;
    reasoning_.budget_tokens = budget;
    made().reasoning = &reasoning_;
  }
  // A call of f and its result with these children.
  void result_with(std::string_view model, std::span<const aip_part> children) {
    begin(model);
    call_ = call("c", "f", "{}");
    result_ = part(AIP_PART_TOOL_RESULT);
    result_.origin = other_;
    result_.id = sdk::bytes("c");
    result_.name = sdk::bytes("f");
    sdk::set_children(result_, children);
    add(AIP_ROLE_ASSISTANT, {&call_, 1});
    add(AIP_ROLE_TOOL, {&result_, 1});
  }
  ::testing::AssertionResult answer_is(std::string_view parts) {
    json::Document document;
    const std::string body = encoded(*request_);
    if (document.parse(body) != json::Error::kNone) return ::testing::AssertionFailure() << "not JSON: " << body;
    std::string_view last;
    for (const json::Value content : document.root().find("contents").elements()) last = content.find("parts").raw();
    return same_json(last, parts);
  }

  std::unique_ptr<kit::Request> request_;
  aip_reasoning reasoning_{};
  aip_part call_{};
  aip_part result_{};
};

TEST_F(EncodeRequestTest, ResultsWithoutIdsBelongToTheirCallsByNameAndOrder) {
  const auto made =
      tree(R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"f"}}]},
      {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},{"functionResponse":{"name":"f","response":{}}}]}]})");
  const aip_request& request = made->canonical();
  for (const std::size_t i : {0U, 1U}) {
    EXPECT_EQ(sdk::view(request.messages[0].parts[i].id), sdk::view(request.messages[1].parts[i].id));
  }
  EXPECT_NE(sdk::view(request.messages[0].parts[0].id), sdk::view(request.messages[0].parts[1].id));
}

TEST_F(EncodeRequestTest, NamesInSnakeCaseAreTheSame) {
  const auto made = tree(R"({"system_instruction":{"parts":[{"text":"s"}]},"contents":[{"parts":[{"inline_data":
      {"mime_type":"image/png","data":"AA=="}}]}],"generation_config":{"max_output_tokens":5,"thinking_config":
      {"thinking_level":"low"}}})");
  EXPECT_TRUE(same_json(encoded(*made), R"({"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png",
      "data":"AA=="}}]}],"systemInstruction":{"parts":[{"text":"s"}]},"generationConfig":{"maxOutputTokens":5,
      "thinkingConfig":{"thinkingLevel":"LOW"}}})"));
}

TEST_F(EncodeRequestTest, LaterModelsGetAWordForALostSignature) {
  const auto made =
      tree(R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}}]}]})",
           ":generateContent", "gemini-3-pro");
  EXPECT_TRUE(same_json(encoded(*made), R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"},
      "thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"name":"g"}}]}]})"));
}

TEST_F(EncodeRequestTest, NamesInSnakeCaseThatAreKeptAreWrittenOnce) {
  const auto body = tree(R"({"contents":[{"parts":[{"inline_data":{"mime_type":"image/png","data":"AA==","new":1}},
      {"function_call":{"name":"f","new":1}},{"file_data":{"file_uri":"https://x/a","new":1},"thought_signature":null},
      {"function_response":{"name":"f","will_continue":true}}]}],"tools":[{"function_declarations":[{"name":"f",
      "parameters_json_schema":{"type":"object"},"parameters":{"type":"OBJECT"}}]}],
      "tool_config":{"function_calling_config":{"mode":"ANY"},"retrieval_config":{"language_code":"de"}},
      "service_tier":"new","new_thing":1,
      "generation_config":{"thinking_config":{"thinking_budget":9,"thinking_level":"NEW","include_thoughts":true},
          "response_mime_type":"text/x.enum","response_schema":{"type":"STRING"},"speech_config":{}}})");
  EXPECT_TRUE(same_json(encoded(*body), R"({"contents":[{"role":"user","parts":[{"inlineData":{"mime_type":"image/png",
      "data":"AA==","new":1}},{"functionCall":{"name":"f","new":1}},{"fileData":{"file_uri":"https://x/a","new":1}},
      {"functionResponse":{"name":"f","will_continue":true}}]}],"tools":[{"functionDeclarations":[{"name":"f",
      "parametersJsonSchema":{"type":"object"},"parameters":{"type":"OBJECT"}}]}],
      "toolConfig":{"function_calling_config":{"mode":"ANY"},"retrieval_config":{"language_code":"de"}},
      "serviceTier":"new","new_thing":1,
      "generationConfig":{"thinkingConfig":{"thinkingBudget":9,"thinkingLevel":"NEW","includeThoughts":true},
          "responseMimeType":"text/x.enum","responseSchema":{"type":"STRING"},"speech_config":{}}})"));
}

TEST_F(EncodeRequestTest, AliasesOfTodaysModelsGetTheWordToo) {
  constexpr std::string_view kHistory = R"({"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}}]}]})";
  const auto has_word = [&](const std::string& model) {
    return encoded(*tree(std::string(kHistory), ":generateContent", model)).find("skip_thought") != std::string::npos;
  };
  EXPECT_TRUE(has_word("gemini-pro-latest"));
  EXPECT_TRUE(has_word("google/gemini-flash-latest"));
  EXPECT_TRUE(has_word("gemini-3.5-flash"));
  EXPECT_FALSE(has_word("gemini-2.5-flash"));
  EXPECT_FALSE(has_word("gemma-3-27b-it"));
  EXPECT_FALSE(has_word("claude-opus-4-6"));
}

TEST_F(EncodeRequestTest, EffortsBecomeLevelsForLaterModelsAndBudgetsForOlderOnes) {
  const struct {
    const char* model;
    aip_enum effort;
    std::int64_t budget;
    const char* config;
    bool loss;
  } kCases[] = {
      {"gemini-3-pro", AIP_EFFORT_MINIMAL, -1, R"({"thinkingLevel":"MINIMAL","includeThoughts":true})", false},
      {"gemini-3-pro", AIP_EFFORT_HIGH, -1, R"({"thinkingLevel":"HIGH","includeThoughts":true})", false},
      {"gemini-3-pro", AIP_EFFORT_MAX, -1, R"({"thinkingLevel":"HIGH","includeThoughts":true})", true},
      {"gemini-3-pro", 0, 2000, R"({"thinkingLevel":"MEDIUM","includeThoughts":true})", true},
      {"gemini-3-pro", AIP_EFFORT_NONE, -1, "", true},
      {"gemini-3-pro", AIP_EFFORT_ADAPTIVE, -1, R"({"includeThoughts":true})", false},
      {"gemini-pro-latest", AIP_EFFORT_ADAPTIVE, -1, R"({"includeThoughts":true})", false},
      {"gemini-2.5-flash", AIP_EFFORT_ADAPTIVE, -1, R"({"thinkingBudget":-1,"includeThoughts":true})", false},
      {"gemini-2.5-flash", AIP_EFFORT_MEDIUM, -1, R"({"thinkingBudget":8192,"includeThoughts":true})", true},
      {"gemini-2.5-flash", 0, 2000, R"({"thinkingBudget":2000,"includeThoughts":true})", false},
      {"gemini-2.5-flash", 0, 99999, R"({"thinkingBudget":24576,"includeThoughts":true})", true},
      {"gemini-2.5-pro", 0, 99999, R"({"thinkingBudget":32768,"includeThoughts":true})", true},
      {"gemini-2.5-pro", AIP_EFFORT_NONE, -1, R"({"thinkingBudget":128,"includeThoughts":true})", true},
      {"gemini-2.5-flash", AIP_EFFORT_NONE, -1, R"({"thinkingBudget":0})", true},
      {"gemma-3-27b-it", AIP_EFFORT_HIGH, -1, "", true},
      {"gemma-3-27b-it", AIP_EFFORT_NONE, -1, "", false},
      {"gemma-3-27b-it", AIP_EFFORT_ADAPTIVE, -1, "", false},
      {"gemini-2.0-flash", AIP_EFFORT_HIGH, -1, "", true},
      {"gemini-1.5-pro", 0, 2000, "", true},
      {"gemini-2.0-flash-thinking-exp", 0, 2000, R"({"thinkingBudget":2000,"includeThoughts":true})", false},
  };
  for (const auto& test : kCases) {
    think(test.model, test.effort, test.budget);
    const std::string config(test.config);
    EXPECT_TRUE(body_is(config.empty() ? "" : R"(,"generationConfig":{"thinkingConfig":)" + config + "}"))
        << test.model;
    EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>(test.loss ? 1 : 0, "/reasoning"))
        << test.model << " " << test.effort << " " << test.budget;
  }
}

TEST_F(EncodeRequestTest, InAResultStandWhatHasBytesAndTextsOnly) {
  aip_part children[] = {part(AIP_PART_TEXT, "21C"), part(AIP_PART_IMAGE), part(AIP_PART_DOCUMENT, "a page"),
                         part(AIP_PART_IMAGE)};
  for (aip_part& child : children) child.origin = other_;
  children[1].media_type = sdk::bytes("image/png");
  children[1].data = sdk::bytes("AA==");
  children[3].uri = sdk::bytes("https://x/a.png");
  result_with("gemini-3-pro", children);
  EXPECT_TRUE(answer_is(R"([{"functionResponse":{"id":"c","name":"f","response":{"output":"21C\na page"},
      "parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}},
      {"fileData":{"mimeType":"image/png","fileUri":"https://x/a.png"}}])"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/1/content/0"});  // two texts became one
  for (const char* model : {"gemini-2.5-pro", "gemma-3-27b-it"}) {
    result_with(model, children);
    EXPECT_TRUE(answer_is(R"([{"functionResponse":{"id":"c","name":"f","response":{"output":"21C\na page"}}},
        {"inlineData":{"mimeType":"image/png","data":"AA=="}},{"fileData":{"mimeType":"image/png","fileUri":"https://x/a.png"}}])"));
  }
}

TEST_F(EncodeRequestTest, ResultsAreObjects) {
  const struct {
    const char* text;
    std::uint32_t flags;
    const char* response;
  } kCases[] = {
      {"21C", 0, R"({"output":"21C"})"},
      {"", 0, R"({"output":""})"},
      {R"({"a":1})", 0, R"({"a":1})"},
      {R"({"output":"x"})", 0, R"({"output":"{\"output\":\"x\"}"})"},  // which would be read as "x"
      {"[1]", 0, R"({"output":"[1]"})"},
      {"bad", AIP_PART_FLAG_ERROR, R"({"error":"bad"})"},
      {R"({"a":1})", AIP_PART_FLAG_ERROR, R"({"error":"{\"a\":1}"})"},
  };
  for (const auto& test : kCases) {
    const aip_part children[] = {part(AIP_PART_TEXT, test.text)};
    result_with("gemini-2.5-pro", children);
    result_.flags = test.flags;
    EXPECT_TRUE(
        answer_is(R"([{"functionResponse":{"id":"c","name":"f","response":)" + std::string(test.response) + "}}]"));
  }
}

TEST_F(EncodeRequestTest, ArgumentsThatAreNoObjectBecomeNoneAndALoss) {
  for (const char* arguments : {"[1]", "{\"a\":", "text", ""}) {
    begin("gemini-2.5-pro");
    const aip_part calls[] = {call("c", "f", arguments)};
    add(AIP_ROLE_ASSISTANT, calls);
    EXPECT_TRUE(contents_are(R"([{"role":"model","parts":[{"functionCall":{"id":"c","name":"f","args":{}}}]}])"));
    const bool said = std::string_view(arguments) != "";
    EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>(said ? 1 : 0, "/messages/0/content/0/input"));
  }
}

TEST_F(EncodeRequestTest, TurnsOfOneRoleBecomeOneWithItsResultsInFront) {
  begin();
  const aip_part user[] = {part(AIP_PART_TEXT, ""), part(AIP_PART_TEXT, "go")};
  aip_part results[] = {part(AIP_PART_TOOL_RESULT), part(AIP_PART_TOOL_RESULT)};
  results[0].id = sdk::bytes("a");
  results[0].name = sdk::bytes("f");
  results[1].id = sdk::bytes("b");
  add(AIP_ROLE_USER, user);
  add(AIP_ROLE_TOOL, {&results[0], 1});
  add(AIP_ROLE_TOOL, {&results[1], 1});
  EXPECT_TRUE(contents_are(R"([{"role":"user","parts":[
      {"functionResponse":{"id":"a","name":"f","response":{"output":""}}},
      {"functionResponse":{"id":"b","name":"b","response":{"output":""}}},{"text":"go"}]}])"));
}

TEST_F(EncodeRequestTest, SystemTurnsBecomeTheSystemInstructionWhereverTheyStood) {
  begin();
  const aip_part first[] = {part(AIP_PART_TEXT, "a")};
  const aip_part second[] = {part(AIP_PART_TEXT, "b")};
  add(AIP_ROLE_SYSTEM, first);
  ask();
  add(AIP_ROLE_DEVELOPER, second);
  EXPECT_TRUE(body_is(R"(,"systemInstruction":{"parts":[{"text":"a"},{"text":"b"}]})"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/2"});
}

TEST_F(EncodeRequestTest, ASystemPromptWithoutATurnIsTheUsersTurn) {
  begin();
  const aip_part first[] = {part(AIP_PART_TEXT, "hi")};
  add(AIP_ROLE_SYSTEM, first);
  EXPECT_TRUE(body_is(""));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>{"/messages/0"});
}

TEST_F(EncodeRequestTest, PartsWithoutAFormAreLosses) {
  begin();
  aip_part parts[] = {part(AIP_PART_TEXT, "hi"),
                      part(AIP_PART_REASONING, "t"),
                      part(AIP_PART_IMAGE),
                      part(AIP_PART_OPAQUE),
                      part(AIP_PART_TOOL_CALL, {}, AIP_PART_FLAG_HOSTED),
                      part(AIP_PART_TOOL_RESULT, {}, AIP_PART_FLAG_HOSTED)};
  for (aip_part& one : parts) one.origin = other_;
  parts[2].file_id = sdk::bytes("file_1");
  add(AIP_ROLE_USER, parts);
  EXPECT_TRUE(body_is(""));
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/messages/0/content/1", "/messages/0/content/2", "/messages/0/content/3",
                                      "/messages/0/content/4", "/messages/0/content/5"}));
}

TEST_F(EncodeRequestTest, WhatOfAPartHasNoFormIsALoss) {
  begin();
  aip_part parts[] = {part(AIP_PART_TEXT, "hi"), part(AIP_PART_IMAGE), part(AIP_PART_DOCUMENT)};
  const aip_part citation[] = {part(AIP_PART_CITATION)};
  sdk::set_children(parts[0], citation);
  parts[1].uri = sdk::bytes("https://x/a.png");
  parts[1].detail = sdk::bytes("high");
  parts[2].data = sdk::bytes("AA==");
  parts[2].name = sdk::bytes("a.pdf");
  for (aip_part& one : parts) one.origin = other_;
  add(AIP_ROLE_USER, parts);
  const_cast<aip_message*>(made().messages)->name = sdk::bytes("Ann");
  EXPECT_TRUE(contents_are(R"([{"role":"user","parts":[{"text":"hi"},
      {"fileData":{"mimeType":"image/png","fileUri":"https://x/a.png"}},
      {"inlineData":{"mimeType":"application/pdf","data":"AA=="}}]}])"));
  EXPECT_EQ(loss_pointers(*request_),
            (std::vector<std::string>{"/messages/0/name", "/messages/0/content/0/citations",
                                      "/messages/0/content/1/detail", "/messages/0/content/2/name"}));
}

TEST_F(EncodeRequestTest, WhatThisProtocolDoesNotHaveIsALoss) {
  begin();
  ask();
  made().present = AIP_HAS_STORE | AIP_HAS_PARALLEL_TOOLS;
  made().user = sdk::bytes("u");
  made().cache_key = sdk::bytes("k");
  made().verbosity = sdk::bytes("low");
  made().metadata_json = sdk::bytes("{}");
  made().service_tier = sdk::bytes("scale");
  EXPECT_TRUE(body_is(""));
  EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/tool_choice", "/service_tier", "/store", "/user",
                                                                "/prompt_cache_key", "/verbosity", "/metadata"}));
}

TEST_F(EncodeRequestTest, ToolsAndTheChoiceAmongThem) {
  aip_tool tools[2] = {};
  for (aip_tool& tool : tools) tool.struct_size = sizeof tool;
  tools[0].kind = AIP_TOOL_FUNCTION;
  tools[0].name = sdk::bytes("f");
  tools[0].flags = AIP_TOOL_FLAG_STRICT_SET;
  tools[0].schema_json = sdk::bytes(R"({"type":"object"})");
  tools[1].kind = AIP_TOOL_HOSTED;
  tools[1].origin = other_;
  const aip_bytes names[] = {sdk::bytes("f")};
  aip_tool_choice choice{};
  choice.struct_size = sizeof choice;
  choice.origin = other_;
  const struct {
    aip_enum mode;
    std::uint32_t flags;
    const char* config;
  } kCases[] = {
      {AIP_CHOICE_AUTO, 0, R"({"mode":"AUTO"})"},
      {AIP_CHOICE_NONE, 0, R"({"mode":"NONE"})"},
      {AIP_CHOICE_REQUIRED, 0, R"({"mode":"ANY"})"},
      {AIP_CHOICE_NAMED, 0, R"({"mode":"ANY","allowedFunctionNames":["f"]})"},
      {AIP_CHOICE_SUBSET, 0, R"({"mode":"VALIDATED","allowedFunctionNames":["f"]})"},
      {AIP_CHOICE_SUBSET, AIP_CHOICE_FLAG_REQUIRED, R"({"mode":"ANY","allowedFunctionNames":["f"]})"},
  };
  for (const auto& test : kCases) {
    begin();
    ask();
    sdk::set_tools(made(), tools);
    choice.mode = test.mode;
    choice.flags = test.flags;
    const bool among = test.mode == AIP_CHOICE_NAMED || test.mode == AIP_CHOICE_SUBSET;
    choice.names = names;
    choice.name_count = among ? 1 : 0;
    made().tool_choice = &choice;
    EXPECT_TRUE(body_is(R"(,"tools":[{"functionDeclarations":[{"name":"f","parametersJsonSchema":{"type":"object"}}]}],
        "toolConfig":{"functionCallingConfig":)" +
                        std::string(test.config) + "}"));
    EXPECT_EQ(loss_pointers(*request_), (std::vector<std::string>{"/tools/1", "/tools/0/strict"}));
  }
}

TEST_F(EncodeRequestTest, FormsOfAnswers) {
  aip_format format{};
  format.struct_size = sizeof format;
  format.origin = other_;
  format.kind = AIP_FORMAT_SCHEMA;
  format.name = sdk::bytes("n");
  format.flags = AIP_TOOL_FLAG_STRICT_SET;
  format.schema_json = sdk::bytes(R"({"type":"object"})");
  begin();
  ask();
  made().format = &format;
  EXPECT_TRUE(
      body_is(R"(,"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}})"));
  EXPECT_EQ(loss_pointers(*request_), std::vector<std::string>(2, "/response_format"));
  begin();
  ask();
  format = {};
  format.struct_size = sizeof format;
  format.kind = AIP_FORMAT_JSON;
  made().format = &format;
  EXPECT_TRUE(body_is(R"(,"generationConfig":{"responseMimeType":"application/json"})"));
  EXPECT_TRUE(request_->call().losses().empty());
}

TEST_F(EncodeRequestTest, FreeFormInputIsTheOneTextOfAnObject) {
  begin("gemini-2.5-pro");
  aip_part custom = part(AIP_PART_TOOL_CALL, "ls -l", AIP_PART_FLAG_CUSTOM);
  custom.id = sdk::bytes("c");
  custom.name = sdk::bytes("sh");
  add(AIP_ROLE_ASSISTANT, {&custom, 1});
  EXPECT_TRUE(
      contents_are(R"([{"role":"model","parts":[{"functionCall":{"id":"c","name":"sh","args":{"input":"ls -l"}}}]}])"));
}

}  // namespace
}  // namespace aipool::gemini
