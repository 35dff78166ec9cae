// SPDX-License-Identifier: MIT
#include <vector>

#include "ollama_test.h"

namespace aipool::ollama {
namespace {

// Trees of other protocols.
class EncodeRequestTest : public OllamaTest {
 protected:
  static aip_message message(aip_enum role, const std::vector<aip_part>& parts) {
    aip_message made{};
    made.struct_size = sizeof made;
    made.role = role;
    sdk::set_parts(made, parts);
    return made;
  }
  static aip_part image(std::string_view data) {
    aip_part made = part(AIP_PART_IMAGE);
    made.data = sdk::bytes(data);
    return made;
  }
  static aip_tool tool(std::string_view name, aip_enum kind = AIP_TOOL_FUNCTION) {
    aip_tool made{};
    made.struct_size = sizeof made;
    made.kind = kind;
    made.name = sdk::bytes(name);
    return made;
  }

  std::string messages(const std::vector<aip_message>& all) {
    request_ = foreign();
    sdk::set_messages(request_->canonical(), all);
    const std::string body = encoded(*request_);
    constexpr std::string_view kHead = R"({"model":"m","messages":)";
    constexpr std::string_view kTail = R"(,"stream":false})";
    EXPECT_TRUE(body.starts_with(kHead) && body.ends_with(kTail)) << body;
    return body.substr(kHead.size(), body.size() - kHead.size() - kTail.size());
  }
  std::vector<std::string> losses() { return loss_pointers(*request_); }

  // The rest of a body after its one turn.
  std::string rest(const std::function<void(aip_request&)>& fill) {
    request_ = foreign();
    request_->add_text(AIP_ROLE_USER, "x");
    fill(request_->canonical());
    const std::string body = encoded(*request_);
    constexpr std::string_view kHead = R"({"model":"m","messages":[{"role":"user","content":"x"}],)";
    EXPECT_TRUE(body.starts_with(kHead)) << body;
    return body.substr(kHead.size(), body.size() - kHead.size() - 1);
  }

  std::unique_ptr<kit::Request> request_;
};

TEST_F(EncodeRequestTest, ATextForEachMessage) {
  EXPECT_EQ(messages({message(AIP_ROLE_DEVELOPER, {part(AIP_PART_TEXT, "a"), part(AIP_PART_TEXT, "b")}),
                      message(AIP_ROLE_USER, {part(AIP_PART_TEXT, "look"), image("AA=="), image("BB==")}),
                      message(AIP_ROLE_USER,
                              {image("CC=="), part(AIP_PART_TEXT, "c"), image("DD=="), part(AIP_PART_TEXT, "d")})}),
            R"([{"role":"system","content":"a"},{"role":"system","content":"b"},)"
            R"({"role":"user","content":"look","images":["AA==","BB=="]},)"
            R"({"role":"user","content":"c","images":["CC=="]},{"role":"user","content":"d","images":["DD=="]}])");
  EXPECT_TRUE(losses().empty());
}

TEST_F(EncodeRequestTest, CallsAndTheirResults) {
  aip_part result = part(AIP_PART_TOOL_RESULT, {}, AIP_PART_FLAG_ERROR);
  result.id = sdk::bytes("toolu_1");
  result.name = sdk::bytes("f");
  const std::vector<aip_part> children = {part(AIP_PART_TEXT, "r"), part(AIP_PART_TEXT, "s"), image("AA==")};
  sdk::set_children(result, children);
  EXPECT_EQ(messages({message(AIP_ROLE_ASSISTANT, {part(AIP_PART_REASONING, "t"), call("toolu_1", "f", R"({"a": 1})"),
                                                   call("toolu_2", "g", ""), call("toolu_3", "h", "[1]")}),
                      message(AIP_ROLE_USER, {part(AIP_PART_TEXT, "and?"), result})}),
            R"([{"role":"assistant","content":"","thinking":"t","tool_calls":[)"
            R"({"id":"toolu_1","function":{"name":"f","arguments":{"a": 1}}},)"
            R"({"id":"toolu_2","function":{"name":"g","arguments":{}}},)"
            R"({"id":"toolu_3","function":{"name":"h","arguments":{}}}]},)"
            R"({"role":"tool","content":"r\ns","images":["AA=="],"tool_name":"f","tool_call_id":"toolu_1"},)"
            R"({"role":"user","content":"and?"}])");
  EXPECT_EQ(losses(),
            (std::vector<std::string>{"/messages/0/tool_calls/2/arguments", "/messages/1/content/1/is_error"}));
}

TEST_F(EncodeRequestTest, AMediaTypeIsSaidByTheFirstBytes) {
  aip_part png = image("iVBORw0KGgoAAAA=");
  png.media_type = sdk::bytes("image/png");
  aip_part odd = image("AA==");
  odd.media_type = sdk::bytes("image/tiff");
  messages({message(AIP_ROLE_USER, {png, odd})});
  EXPECT_EQ(losses(), (std::vector<std::string>{"/messages/0/content/1/media_type"}));
}

TEST_F(EncodeRequestTest, PartsWithoutAFormAreLosses) {
  aip_part url = part(AIP_PART_IMAGE);
  url.uri = sdk::bytes("https://x/a.png");
  aip_part hosted = call("c", "f", "");
  hosted.flags = AIP_PART_FLAG_HOSTED;
  aip_part document = part(AIP_PART_DOCUMENT);
  document.data = sdk::bytes("AA==");
  EXPECT_EQ(messages({message(AIP_ROLE_USER, {url, document, part(AIP_PART_DOCUMENT, "plain")}),
                      message(AIP_ROLE_ASSISTANT, {part(AIP_PART_REASONING, "t"), part(AIP_PART_REFUSAL, "no")}),
                      message(AIP_ROLE_ASSISTANT, {hosted})}),
            R"([{"role":"user","content":"plain"},{"role":"assistant","content":"no"}])");
  EXPECT_EQ(losses(), (std::vector<std::string>{"/messages/0/content/0", "/messages/0/content/1",
                                                "/messages/1/content/0", "/messages/2/content/0", "/messages/2"}));
}

TEST_F(EncodeRequestTest, FreeFormInputIsTheOneTextOfAnObject) {
  aip_part patch = call("c", "patch", "");
  patch.flags = AIP_PART_FLAG_CUSTOM;
  patch.text = sdk::bytes("***");
  EXPECT_TRUE(same_json(messages({message(AIP_ROLE_ASSISTANT, {patch})}),
                        R"([{"role":"assistant","content":"","tool_calls":[
                            {"id":"c","function":{"name":"patch","arguments":{"input":"***"}}}]}])"));
  EXPECT_TRUE(losses().empty());
}

TEST_F(EncodeRequestTest, SamplingIsOptions) {
  EXPECT_EQ(rest([](aip_request& r) {
              r.present = AIP_HAS_TEMPERATURE | AIP_HAS_TOP_K | AIP_HAS_MAX_OUTPUT | AIP_HAS_SEED;
              r.max_output = 77;
              r.seed = 3;
              r.flags = AIP_REQUEST_STREAM;
            }),
            R"("options":{"num_predict":77,"temperature":0,"top_k":0,"seed":3},"stream":true)");
}

TEST_F(EncodeRequestTest, ALimitOfZeroWouldBeNone) {
  EXPECT_EQ(rest([](aip_request& r) { r.present = AIP_HAS_MAX_OUTPUT; }), R"("stream":false)");
  EXPECT_EQ(losses(), std::vector<std::string>{"/max_tokens"});
}

TEST_F(EncodeRequestTest, EffortsAreWhatIsNearest) {
  const auto think = [&](aip_enum effort, std::int64_t budget = -1) {
    aip_reasoning reasoning{};
    reasoning.struct_size = sizeof reasoning;
    reasoning.effort = effort;
    reasoning.budget_tokens = budget;
    const std::string text = rest([&](aip_request& r) { r.reasoning = &reasoning; });
    return text + " " + std::to_string(losses().size());
  };
  EXPECT_EQ(think(AIP_EFFORT_NONE), R"("think":false,"stream":false 0)");
  EXPECT_EQ(think(AIP_EFFORT_MINIMAL), R"("think":"low","stream":false 1)");
  EXPECT_EQ(think(AIP_EFFORT_HIGH), R"("think":"high","stream":false 0)");
  EXPECT_EQ(think(AIP_EFFORT_XHIGH), R"("think":"max","stream":false 1)");
  EXPECT_EQ(think(AIP_EFFORT_ADAPTIVE), R"("think":true,"stream":false 0)");
  EXPECT_EQ(think(0, 8000), R"("think":"medium","stream":false 1)");
  EXPECT_EQ(think(0), R"("stream":false 0)");
}

TEST_F(EncodeRequestTest, FormsOfAnswers) {
  const auto form = [&](aip_enum kind, std::string_view schema, std::string_view name = {}) {
    aip_format format{};
    format.struct_size = sizeof format;
    format.kind = kind;
    if (!schema.empty()) format.schema_json = sdk::bytes(schema);
    if (!name.empty()) format.name = sdk::bytes(name);
    const std::string text = rest([&](aip_request& r) { r.format = &format; });
    return text + " " + std::to_string(losses().size());
  };
  EXPECT_EQ(form(AIP_FORMAT_TEXT, {}), R"("stream":false 0)");
  EXPECT_EQ(form(AIP_FORMAT_JSON, {}), R"("format":"json","stream":false 0)");
  EXPECT_EQ(form(AIP_FORMAT_SCHEMA, R"({"a":1})"), R"("format":{"a":1},"stream":false 0)");
  EXPECT_EQ(form(AIP_FORMAT_SCHEMA, R"({"a":1})", "n"), R"("format":{"a":1},"stream":false 1)");
  EXPECT_EQ(form(AIP_FORMAT_OPAQUE, {}), R"("stream":false 1)");
}

TEST_F(EncodeRequestTest, AChoiceIsAShorterListOfTools) {
  const std::vector<aip_tool> tools = {tool("f"), tool("g"), tool("bash", AIP_TOOL_HOSTED)};
  const aip_bytes names[] = {sdk::bytes("g")};
  const auto chosen = [&](aip_enum mode) {
    aip_tool_choice choice{};
    choice.struct_size = sizeof choice;
    choice.mode = mode;
    choice.names = names;
    choice.name_count = 1;
    const std::string text = rest([&](aip_request& r) {
      sdk::set_tools(r, tools);
      if (mode != 0) r.tool_choice = &choice;
    });
    std::string found;
    for (const std::string_view name : {"f", "g", "bash"}) {
      if (text.find("\"name\":\"" + std::string(name) + "\"") != std::string::npos) found.append(name).append(" ");
    }
    return found + std::to_string(losses().size());
  };
  EXPECT_EQ(chosen(0), "f g 1");
  EXPECT_EQ(chosen(AIP_CHOICE_AUTO), "f g 1");
  EXPECT_EQ(chosen(AIP_CHOICE_REQUIRED), "f g 2");
  EXPECT_EQ(chosen(AIP_CHOICE_NAMED), "g 3");
  EXPECT_EQ(chosen(AIP_CHOICE_SUBSET), "g 3");
  EXPECT_EQ(chosen(AIP_CHOICE_NONE), "4");
}

TEST_F(EncodeRequestTest, WhatThisProtocolDoesNotHaveIsALoss) {
  rest([](aip_request& r) {
    r.present = AIP_HAS_STORE | AIP_HAS_CHOICES;
    r.choices = 2;
    r.user = r.metadata_json = r.service_tier = r.cache_key = r.verbosity = sdk::bytes("x");
  });
  EXPECT_EQ(losses(), (std::vector<std::string>{"/store", "/n", "/user", "/metadata", "/service_tier",
                                                "/prompt_cache_key", "/verbosity"}));
}

TEST_F(EncodeRequestTest, ACardIsAskedForByName) {
  request_ = foreign();
  request_->canonical().operation = AIP_OP_SHOW_MODEL;
  EXPECT_EQ(encoded(*request_), R"({"model":"m"})");
}

}  // namespace
}  // namespace aipool::ollama
