// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class DecodeRequestTest : public GenerateTest {
 protected:
  // With one content, and `members` beside it.
  std::unique_ptr<kit::Request> with(std::string_view members, std::string_view action = ":generateContent",
                                     const std::string& model = "m") {
    return tree(R"({"contents":[{"role":"user","parts":[{"text":"x"}]}],)" + std::string(members) + "}", action, model);
  }
  std::string tool_schema(std::string_view member, std::string_view schema) {
    const auto made = with(R"("tools":[{"functionDeclarations":[{"name":"f",")" + std::string(member) +
                           "\":" + std::string(schema) + "}]}]");
    return std::string(sdk::view(made->canonical().tools->schema_json));
  }
  std::string answer_schema(std::string_view member, std::string_view schema) {
    const auto made = with(R"("generationConfig":{"responseMimeType":"application/json",")" + std::string(member) +
                           "\":" + std::string(schema) + "}");
    return std::string(sdk::view(made->canonical().format->schema_json));
  }
};

TEST_F(DecodeRequestTest, TypesAreInLowerCaseInEverySchemaThatIsInsideOfOne) {
  constexpr std::string_view kGiven =
      R"({"type":"OBJECT","properties":{"type":{"type":"STRING"},"b":{"type":["NUMBER","NULL"]}},
          "$defs":{"d":{"type":"ARRAY","items":{"type":"INTEGER"},"prefixItems":[{"type":"BOOLEAN"}]}},
          "oneOf":[{"type":"STRING"}],"allOf":[{"type":"STRING"}],"anyOf":[{"not":{"type":"STRING"}}],
          "additionalProperties":{"type":"STRING"},"patternProperties":{"^a":{"type":"STRING"}},
          "enum":["STRING"],"default":{"type":"STRING"},"required":["b"],"minItems":"2"})";
  constexpr std::string_view kExpected =
      R"({"type":"object","properties":{"type":{"type":"string"},"b":{"type":["number","null"]}},
          "$defs":{"d":{"type":"array","items":{"type":"integer"},"prefixItems":[{"type":"boolean"}]}},
          "oneOf":[{"type":"string"}],"allOf":[{"type":"string"}],"anyOf":[{"not":{"type":"string"}}],
          "additionalProperties":{"type":"string"},"patternProperties":{"^a":{"type":"string"}},
          "enum":["STRING"],"default":{"type":"STRING"},"required":["b"],"minItems":2})";
  for (const std::string_view member : {"parameters", "parametersJsonSchema"}) {
    EXPECT_TRUE(same_json(tool_schema(member, kGiven), kExpected)) << member;
  }
  for (const std::string_view member : {"responseSchema", "responseJsonSchema"}) {
    EXPECT_TRUE(same_json(answer_schema(member, kGiven), kExpected)) << member;
  }
}

TEST_F(DecodeRequestTest, NullableIsATypeWhereverItStands) {
  const struct {
    std::string_view given;
    std::string_view expected;
  } kCases[] = {
      {R"({"type":"STRING","nullable":true})", R"({"type":["string","null"]})"},
      {R"({"type":["STRING","NULL"],"nullable":true})", R"({"type":["string","null"]})"},
      {R"({"type":"STRING","enum":["a"],"nullable":true})", R"({"type":["string","null"],"enum":["a",null]})"},
      {R"({"type":"STRING","nullable":false})", R"({"type":"string"})"},
      {R"({"anyOf":[{"type":"STRING"}],"nullable":true})", R"({"anyOf":[{"type":"string"},{"type":"null"}]})"},
      {R"({"any_of":[{"type":"STRING"}],"nullable":true})", R"({"anyOf":[{"type":"string"},{"type":"null"}]})"},
      {R"({"$ref":"#/$defs/d","nullable":true})", R"({"anyOf":[{"$ref":"#/$defs/d"},{"type":"null"}]})"},
      {R"({"enum":["a"],"nullable":true})", R"({"anyOf":[{"enum":["a"]},{"type":"null"}]})"},
      {R"({"description":"d","nullable":true})", R"({"description":"d"})"},
      {R"({"type":"TYPE_UNSPECIFIED","title":"t"})", R"({"title":"t"})"},
  };
  for (const auto& test : kCases) EXPECT_TRUE(same_json(tool_schema("parameters", test.given), test.expected));
}

TEST_F(DecodeRequestTest, ASchemaWithNothingToChangeIsAsItCame) {
  constexpr std::string_view kSchema = R"({ "type" : "object",  "properties":{"n":{"minimum":1.50}} })";
  EXPECT_EQ(tool_schema("parametersJsonSchema", kSchema), kSchema);
}

TEST_F(DecodeRequestTest, OneObjectStandsForAListOfIt) {
  const auto made = tree(R"({"contents":{"role":"user","parts":{"functionResponse":{"name":"f","response":{"a":1},
      "parts":{"inlineData":{"mimeType":"image/png","data":"AA=="}}}}},"systemInstruction":{"parts":{"text":"s"}},
      "tools":{"functionDeclarations":{"name":"f"}},"generationConfig":{"stopSequences":"a"},
      "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":"f"}}})");
  const aip_request& request = made->canonical();
  ASSERT_EQ(request.message_count, 2U);
  EXPECT_EQ(sdk::view(request.messages[0].parts[0].text), "s");
  ASSERT_EQ(request.messages[1].part_count, 1U);
  EXPECT_EQ(request.messages[1].parts[0].child_count, 2U);
  EXPECT_EQ(request.tool_count, 1U);
  ASSERT_EQ(request.stop_count, 1U);
  EXPECT_EQ(sdk::view(request.stop[0]), "a");
  EXPECT_EQ(request.tool_choice->mode, AIP_CHOICE_NAMED);
}

TEST_F(DecodeRequestTest, ASystemInstructionMayBeABareText) {
  const auto made = with(R"("system_instruction":"be \u00e9")");
  EXPECT_EQ(made->canonical().messages[0].role, AIP_ROLE_SYSTEM);
  EXPECT_EQ(sdk::view(made->canonical().messages[0].parts[0].text), "be \xc3\xa9");
}

TEST_F(DecodeRequestTest, WholeNumbersMayHaveAPoint) {
  const auto made =
      with(R"("generationConfig":{"topK":40.0,"maxOutputTokens":1e2,"thinkingConfig":{"thinkingBudget":1024.0}})");
  EXPECT_EQ(made->canonical().top_k, 40);
  EXPECT_EQ(made->canonical().max_output, 100);
  EXPECT_EQ(made->canonical().reasoning->budget_tokens, 1024);
  const auto half = asks(":generateContent", R"({"contents":[{"parts":[{"text":"x"}]}],
      "generationConfig":{"thinkingConfig":{"thinkingBudget":1.5}}})");
  EXPECT_EQ(driver_.decode_request(*half), AIP_E_INVALID_REQUEST);
  EXPECT_EQ(fault_of(*half), "'generationConfig.thinkingConfig.thinkingBudget' must be an integer.");
}

TEST_F(DecodeRequestTest, ChoicesOfTools) {
  const struct {
    std::string_view config;
    aip_enum mode;
    std::uint32_t flags;
  } kCases[] = {
      {R"({"mode":"AUTO"})", AIP_CHOICE_AUTO, 0},
      {R"({"mode":"MODE_UNSPECIFIED"})", AIP_CHOICE_AUTO, 0},
      {R"({"mode":"NONE"})", AIP_CHOICE_NONE, 0},
      {R"({"mode":"ANY"})", AIP_CHOICE_REQUIRED, 0},
      {R"({"mode":"ANY","allowedFunctionNames":["f"]})", AIP_CHOICE_NAMED, 0},
      {R"({"mode":"ANY","allowed_function_names":["f","g"]})", AIP_CHOICE_REQUIRED, 0},
      {R"({"mode":"VALIDATED","allowedFunctionNames":["f"]})", AIP_CHOICE_SUBSET, 0},
      {R"({"mode":"VALIDATED"})", AIP_CHOICE_OPAQUE, 0},
      {R"({"mode":"NEW"})", AIP_CHOICE_OPAQUE, 0},
  };
  for (const auto& test : kCases) {
    const auto made = with(R"("tools":[{"functionDeclarations":[{"name":"f"},{"name":"g"}]}],
        "toolConfig":{"functionCallingConfig":)" +
                           std::string(test.config) + "}");
    EXPECT_EQ(made->canonical().tool_choice->mode, test.mode) << test.config;
    EXPECT_EQ(made->canonical().tool_choice->flags, test.flags) << test.config;
    EXPECT_EQ(sdk::view(made->canonical().tool_choice->json), test.config);
  }
}

TEST_F(DecodeRequestTest, AResultBelongsToACallOfTheModelsLastTurn) {
  const auto made = tree(R"({"contents":[
      {"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"text":"no, again"}]},
      {"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"model","parts":[{"functionCall":{"name":"g"}}]},
      {"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}},
          {"functionResponse":{"name":"g","response":{}}},{"functionResponse":{"name":"f","response":{}}}]}]})");
  const auto id = [&](std::size_t message, std::size_t part) {
    return std::string(sdk::view(made->canonical().messages[message].parts[part].id));
  };
  EXPECT_EQ(id(4, 0), id(2, 0));
  EXPECT_EQ(id(4, 1), id(3, 0));
  EXPECT_EQ(id(4, 2), id(0, 0));  // for want of another
  EXPECT_NE(id(0, 0), id(2, 0));
}

TEST_F(DecodeRequestTest, TheWrappedRequestOfACountIsTheRequest) {
  const auto made = tree(R"({"generateContentRequest":{"model":"models/m","contents":[{"parts":[{"text":"x"}]}],
      "systemInstruction":{"parts":[{"text":"s"}]}}})",
                         ":countTokens");
  EXPECT_EQ(made->canonical().message_count, 2U);
}

TEST_F(DecodeRequestTest, LaterRequestsOfABatchThatDifferFromItsFirstAreNamed) {
  const auto made = tree(R"({"requests":[
      {"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":8.0},
      {"content":{"parts":{"text":"b"}},"task_type":"RETRIEVAL_QUERY","outputDimensionality":9,"title":"t"},
      {"content":{"parts":[{"text":"c"},{"text":"d"}]},"new":1,"outputDimensionality":8.0}]})",
                         ":batchEmbedContents");
  const aip_embedding& embedding = *made->canonical().embedding;
  EXPECT_EQ(sdk::view(embedding.task), "RETRIEVAL_QUERY");
  EXPECT_EQ(embedding.dimensions, 8);
  ASSERT_EQ(embedding.input_count, 3U);
  EXPECT_EQ(sdk::view(embedding.inputs[1]), "b");
  EXPECT_EQ(sdk::view(embedding.inputs[2]), "cd");
  std::string extras;
  for (const aip_extra& extra : sdk::span(made->canonical().extras)) {
    extras.append(sdk::view(extra.key)).append("=").append(sdk::view(extra.raw)).append(" ");
  }
  EXPECT_EQ(extras,
            "requests[1].title=\"t\" requests[1].outputDimensionality=9 requests[2].taskType=null requests[2].new=1 ");
}

}  // namespace
}  // namespace aipool::gemini
