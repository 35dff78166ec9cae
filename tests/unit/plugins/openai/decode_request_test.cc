// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

class DecodeRequestTest : public ChatTest {
 protected:
  std::unique_ptr<kit::Request> with_messages(std::string_view messages) {
    return decoded(R"({"model":"m","messages":)" + std::string(messages) + "}");
  }
  std::unique_ptr<kit::Request> with(std::string_view members) {
    return decoded(R"({"model":"m","messages":[{"role":"user","content":"x"}],)" + std::string(members) + "}");
  }
  std::string fault_param(std::string_view members) {
    const auto made =
        request(R"({"model":"m","messages":[{"role":"user","content":"x"}],)" + std::string(members) + "}");
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST) << members;
    return made->call().fault() ? made->call().fault()->param : "";
  }
};

TEST_F(DecodeRequestTest, ScalarsAreMappedAndMarkedPresent) {
  const auto made = with(
      R"("temperature":0,"top_p":0.5,"presence_penalty":-1,"frequency_penalty":1.5,"top_k":3,"max_completion_tokens":9,
         "seed":-4,"n":2,"logprobs":true,"top_logprobs":4,"parallel_tool_calls":false,"store":true)");
  const aip_request& r = made->canonical();
  EXPECT_EQ(r.temperature, 0);
  EXPECT_EQ(r.top_p, 0.5);
  EXPECT_EQ(r.presence_penalty, -1);
  EXPECT_EQ(r.frequency_penalty, 1.5);
  EXPECT_EQ(r.top_k, 3);
  EXPECT_EQ(r.max_output, 9);
  EXPECT_EQ(r.seed, -4);
  EXPECT_EQ(r.choices, 2);
  EXPECT_EQ(r.top_logprobs, 4);
  EXPECT_EQ(r.present, AIP_HAS_TEMPERATURE | AIP_HAS_TOP_P | AIP_HAS_PRESENCE_PENALTY | AIP_HAS_FREQUENCY_PENALTY |
                           AIP_HAS_TOP_K | AIP_HAS_MAX_OUTPUT | AIP_HAS_SEED | AIP_HAS_CHOICES | AIP_HAS_LOGPROBS |
                           AIP_HAS_TOP_LOGPROBS | AIP_HAS_PARALLEL_TOOLS | AIP_HAS_STORE);
  EXPECT_EQ(r.flags, AIP_REQUEST_LOGPROBS | AIP_REQUEST_STORE | AIP_REQUEST_DECODED);
}

TEST_F(DecodeRequestTest, TextsStopAndMetadata) {
  const auto made = with(
      R"("user":"u","service_tier":"flex","prompt_cache_key":"k","verbosity":"low","metadata":{"a":"b"},"stop":["x","y"])");
  const aip_request& r = made->canonical();
  EXPECT_EQ(sdk::view(r.user), "u");
  EXPECT_EQ(sdk::view(r.service_tier), "flex");
  EXPECT_EQ(sdk::view(r.cache_key), "k");
  EXPECT_EQ(sdk::view(r.verbosity), "low");
  EXPECT_EQ(sdk::view(r.metadata_json), R"({"a":"b"})");
  ASSERT_EQ(r.stop_count, 2U);
  EXPECT_EQ(sdk::view(r.stop[1]), "y");
  ASSERT_EQ(with(R"("stop":"z")")->canonical().stop_count, 1U);
}

TEST_F(DecodeRequestTest, UnknownMembersBecomeExtrasWithTheirPlace) {
  const auto made = with(R"("logit_bias":{"1":-100},"temperature":1,"prediction":{"type":"content"},"unknown":null)");
  const auto extras = sdk::span(made->canonical().extras);
  ASSERT_EQ(extras.size(), 3U);
  EXPECT_EQ(sdk::view(extras[0].key), "logit_bias");
  EXPECT_EQ(sdk::view(extras[0].raw), R"({"1":-100})");
  EXPECT_EQ(extras[0].ordinal, 2U);
  EXPECT_EQ(extras[0].origin, own_);
  EXPECT_EQ(extras[1].ordinal, 4U);
  EXPECT_EQ(sdk::view(extras[2].raw), "null");
}

TEST_F(DecodeRequestTest, KnownNullsAreAbsent) {
  const auto made = with(R"("temperature":null,"stop":null,"tools":null,"tool_choice":null,"response_format":null,
                            "reasoning_effort":null,"max_tokens":null,"metadata":null)");
  EXPECT_EQ(made->canonical().present, 0U);
  EXPECT_EQ(made->canonical().extras.count, 0U);
  EXPECT_EQ(made->canonical().reasoning, nullptr);
}

TEST_F(DecodeRequestTest, EffortBudgetAndHostForms) {
  EXPECT_EQ(with(R"("reasoning_effort":"xhigh")")->canonical().reasoning->effort, AIP_EFFORT_XHIGH);
  const auto router = with(R"("reasoning":{"max_tokens":2000})");
  EXPECT_EQ(router->canonical().reasoning->budget_tokens, 2000);
  EXPECT_EQ(router->canonical().reasoning->extras.count, 1U);
  EXPECT_EQ(with(R"("reasoning":{"effort":"low"})")->canonical().reasoning->effort, AIP_EFFORT_LOW);
  EXPECT_EQ(with(R"("thinking":{"type":"disabled"})")->canonical().reasoning->effort, AIP_EFFORT_NONE);
  EXPECT_EQ(with(R"("enable_thinking":true)")->canonical().reasoning->effort, AIP_EFFORT_MEDIUM);
  const auto unknown = with(R"("reasoning_effort":"heroic")");
  EXPECT_EQ(unknown->canonical().reasoning, nullptr);
  EXPECT_EQ(unknown->canonical().extras.count, 1U);
}

TEST_F(DecodeRequestTest, UserPartsOfEveryKind) {
  const auto made = with_messages(R"([{"role":"user","name":"bob","content":[
      {"type":"text","text":"a\nb","cache_control":{"type":"ephemeral"}},
      {"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},
      {"type":"image_url","image_url":{"url":"https://x/y.png"}},
      {"type":"input_audio","input_audio":{"data":"BBBB","format":"mp3"}},
      {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,CCCC"}},
      {"type":"file","file":{"file_id":"file-1"}},
      {"type":"video_url","video_url":{"url":"https://x/v.mp4"}},
      {"type":"hologram","depth":3}]}])");
  const aip_message message = sdk::messages(made->canonical())[0];
  EXPECT_EQ(message.role, AIP_ROLE_USER);
  EXPECT_EQ(sdk::view(message.name), "bob");
  const auto parts = sdk::parts(message);
  ASSERT_EQ(parts.size(), 8U);
  EXPECT_EQ(sdk::view(parts[0].text), "a\nb");
  EXPECT_EQ(parts[0].extras.count, 1U);
  EXPECT_EQ(sdk::view(parts[1].media_type), "image/png");
  EXPECT_EQ(sdk::view(parts[1].data), "AAAA");
  EXPECT_EQ(sdk::view(parts[1].detail), "low");
  EXPECT_EQ(sdk::view(parts[2].uri), "https://x/y.png");
  EXPECT_EQ(sdk::view(parts[3].media_type), "audio/mpeg");
  EXPECT_EQ(sdk::view(parts[4].media_type), "application/pdf");
  EXPECT_EQ(sdk::view(parts[4].name), "a.pdf");
  EXPECT_EQ(sdk::view(parts[5].file_id), "file-1");
  EXPECT_EQ(parts[6].kind, AIP_PART_VIDEO);
  EXPECT_EQ(parts[7].kind, AIP_PART_OPAQUE);
  EXPECT_EQ(sdk::view(parts[7].json), R"({"type":"hologram","depth":3})");
}

TEST_F(DecodeRequestTest, AssistantTurnInOrder) {
  const auto made = with_messages(R"([{"role":"user","content":"x"},{"role":"assistant","content":"hm",
      "reasoning_content":"think","refusal":"no","audio":{"id":"audio_1"},"reasoning_details":[1],"tool_calls":[
      {"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},
      {"id":"c2","type":"custom","custom":{"name":"g","input":"free"}}]},
      {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"r"}]}])");
  const auto messages = sdk::messages(made->canonical());
  const aip_message assistant = messages[1];
  const auto parts = sdk::parts(assistant);
  ASSERT_EQ(parts.size(), 6U);
  EXPECT_EQ(parts[0].kind, AIP_PART_REASONING);
  EXPECT_EQ(sdk::view(parts[0].text), "think");
  EXPECT_EQ(parts[1].kind, AIP_PART_TEXT);
  EXPECT_EQ(parts[2].kind, AIP_PART_REFUSAL);
  EXPECT_EQ(sdk::view(parts[3].id), "audio_1");
  EXPECT_EQ(sdk::view(parts[4].json), R"({"a":1})");
  EXPECT_EQ(parts[5].flags, AIP_PART_FLAG_CUSTOM);
  EXPECT_EQ(sdk::view(parts[5].text), "free");
  EXPECT_EQ(assistant.extras.count, 1U);
  const aip_message result = messages[2];
  const aip_part answer = sdk::parts(result)[0];
  EXPECT_EQ(sdk::view(answer.id), "c1");
  EXPECT_EQ(sdk::view(answer.name), "f");
  EXPECT_EQ(sdk::view(sdk::children(answer)[0].text), "r");
}

TEST_F(DecodeRequestTest, LegacyCallsGetIdsThatTheirResultsShare) {
  const auto made = with_messages(R"([{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
      {"role":"function","name":"f","content":"r"}])");
  const auto messages = sdk::messages(made->canonical());
  const aip_part call = sdk::parts(messages[0])[0];
  const aip_part result = sdk::parts(messages[1])[0];
  EXPECT_EQ(call.flags, AIP_PART_FLAG_LEGACY);
  EXPECT_EQ(result.flags, AIP_PART_FLAG_LEGACY);
  EXPECT_FALSE(sdk::view(call.id).empty());
  EXPECT_EQ(sdk::view(call.id), sdk::view(result.id));
}

TEST_F(DecodeRequestTest, ToolsChoicesAndFormats) {
  const auto made = with(
      R"("tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}},
                  {"type":"custom","custom":{"name":"g","format":{"type":"text"}}},{"type":"web_search"}],
         "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[
             {"type":"function","function":{"name":"f"}},{"type":"web_search"}]}},
         "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},"strict":false}})");
  const auto tools = sdk::tools(made->canonical());
  ASSERT_EQ(tools.size(), 3U);
  EXPECT_EQ(tools[0].flags, AIP_TOOL_FLAG_STRICT_SET | AIP_TOOL_FLAG_STRICT);
  EXPECT_EQ(sdk::view(tools[0].schema_json), R"({"type":"object"})");
  EXPECT_EQ(tools[1].kind, AIP_TOOL_CUSTOM);
  EXPECT_EQ(tools[2].kind, AIP_TOOL_HOSTED);
  EXPECT_EQ(sdk::view(tools[2].name), "web_search");
  const aip_tool_choice& choice = *made->canonical().tool_choice;
  EXPECT_EQ(choice.mode, AIP_CHOICE_SUBSET);
  EXPECT_EQ(choice.flags, AIP_CHOICE_FLAG_REQUIRED);
  ASSERT_EQ(choice.name_count, 2U);
  EXPECT_EQ(sdk::view(choice.names[1]), "web_search");
  const aip_format& format = *made->canonical().format;
  EXPECT_EQ(format.kind, AIP_FORMAT_SCHEMA);
  EXPECT_EQ(format.flags, AIP_TOOL_FLAG_STRICT_SET);
}

TEST_F(DecodeRequestTest, AToolWithoutATypeIsAFunction) {
  const auto made = with(R"("tools":[{"function":{"name":"f"}}])");
  EXPECT_EQ(sdk::tools(made->canonical())[0].kind, AIP_TOOL_FUNCTION);
}

TEST_F(DecodeRequestTest, ChoicesByWordAndName) {
  const auto mode = [&](std::string_view choice) {
    return with(R"("tool_choice":)" + std::string(choice))->canonical().tool_choice->mode;
  };
  EXPECT_EQ(mode(R"("auto")"), AIP_CHOICE_AUTO);
  EXPECT_EQ(mode(R"("none")"), AIP_CHOICE_NONE);
  EXPECT_EQ(mode(R"("required")"), AIP_CHOICE_REQUIRED);
  EXPECT_EQ(mode(R"({"type":"function","function":{"name":"f"}})"), AIP_CHOICE_NAMED);
  EXPECT_EQ(mode(R"({"type":"custom","custom":{"name":"f"}})"), AIP_CHOICE_NAMED);
  EXPECT_EQ(mode(R"({"type":"new_kind"})"), AIP_CHOICE_OPAQUE);
  const auto legacy = with(R"("functions":[{"name":"f"}],"function_call":{"name":"f"})");
  EXPECT_EQ(legacy->canonical().tool_choice->mode, AIP_CHOICE_NAMED);
  EXPECT_EQ(legacy->canonical().tool_count, 1U);
}

TEST_F(DecodeRequestTest, WrongTypesAreFaultsThatNameTheField) {
  const struct {
    const char* members;
    const char* param;
  } kCases[] = {
      {R"("temperature":"hot")", "temperature"},
      {R"("n":1.5)", "n"},
      {R"("max_tokens":"many")", "max_tokens"},
      {R"("logprobs":1)", "logprobs"},
      {R"("user":{})", "user"},
      {R"("metadata":[])", "metadata"},
      {R"("stop":5)", "stop"},
      {R"("stop":["a",5])", "stop[1]"},
      {R"("tools":{})", "tools"},
      {R"("tools":[1])", "tools[0]"},
      {R"("tools":[{"type":"function"}])", "tools[0].function"},
      {R"("tools":[{"type":"function","function":{"name":1}}])", "tools[0].function.name"},
      {R"("tools":[{"type":"function","function":{"name":"f","strict":1}}])", "tools[0].function.strict"},
      {R"("functions":[{}])", "functions[0].name"},
      {R"("tool_choice":5)", "tool_choice"},
      {R"("tool_choice":{"type":"function"})", "tool_choice.function"},
      {R"("tool_choice":{"type":"allowed_tools","allowed_tools":{"tools":[3]}})", "tool_choice.allowed_tools.tools[0]"},
      {R"("response_format":"json")", "response_format"},
      {R"("response_format":{"type":"json_schema"})", "response_format.json_schema"},
  };
  for (const auto& test : kCases) EXPECT_EQ(fault_param(test.members), test.param);
}

TEST_F(DecodeRequestTest, BrokenPartsAreFaultsThatNameTheField) {
  const struct {
    const char* message;
    const char* param;
  } kCases[] = {
      {R"({"role":"user","content":[{"type":"text"}]})", "messages[0].content[0].text"},
      {R"({"role":"user","content":[{"type":"image_url","image_url":"u"}]})", "messages[0].content[0].image_url"},
      {R"({"role":"user","content":[{"type":"image_url","image_url":{}}]})", "messages[0].content[0].image_url.url"},
      {R"({"role":"user","content":[{"type":"input_audio","input_audio":{"data":"A"}}]})",
       "messages[0].content[0].input_audio.format"},
      {R"({"role":"user","content":[{"type":"file","file":{"file_id":1}}]})", "messages[0].content[0].file.file_id"},
      {R"({"role":"user","name":1})", "messages[0].name"},
      {R"({"role":"tool","content":"r"})", "messages[0].tool_call_id"},
      {R"({"role":"function","content":"r"})", "messages[0].name"},
      {R"({"role":"assistant","refusal":1})", "messages[0].refusal"},
      {R"({"role":"assistant","audio":"a"})", "messages[0].audio"},
      {R"({"role":"assistant","tool_calls":[{"id":1}]})", "messages[0].tool_calls[0].id"},
      {R"({"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f"}}]})",
       "messages[0].tool_calls[0].function.arguments"},
      {R"({"role":"assistant","function_call":"f"})", "messages[0].function_call"},
  };
  for (const auto& test : kCases) {
    const auto made = request(R"({"model":"m","messages":[)" + std::string(test.message) + "]}");
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST) << test.message;
    ASSERT_TRUE(made->call().fault()) << test.message;
    EXPECT_EQ(made->call().fault()->param, test.param);
  }
}

TEST_F(DecodeRequestTest, UnknownRolesKeepTheirWord) {
  const auto made = with_messages(R"([{"role":"critic","content":"x","name":"n"}])");
  const aip_message message = sdk::messages(made->canonical())[0];
  EXPECT_EQ(message.role, AIP_ROLE_OPAQUE);
  EXPECT_EQ(sdk::view(message.name), "critic");
  EXPECT_EQ(message.extras.count, 1U);
}

}  // namespace
}  // namespace aipool::openai
