// SPDX-License-Identifier: MIT
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

constexpr std::string_view kTools = "conversationState.currentMessage.userInputMessage.userInputMessageContext.tools";

class ToolsTest : public KiroTest {
 protected:
  const std::vector<aip_part> hi_ = {text("hi")};

  std::string tools(const std::vector<aip_tool>& all, const aip_tool_choice* choice = nullptr) {
    tools_ = all;
    kit::Request& request = asks({message(AIP_ROLE_USER, hi_)});
    sdk::set_tools(request.canonical(), tools_);
    request.canonical().tool_choice = choice;
    return sent(request, kTools);
  }
  std::vector<aip_tool> tools_;  // of the last request

  std::string schema(std::string_view source) {
    const std::string all = tools({tool("f", "d", source)});
    constexpr std::string_view kHead = R"([{"toolSpecification":{"name":"f","description":"d","inputSchema":{"json":)";
    EXPECT_TRUE(all.starts_with(kHead)) << all;
    return all.substr(kHead.size(), all.size() - kHead.size() - 4);
  }
};

TEST_F(ToolsTest, AToolIsASpecification) {
  EXPECT_EQ(tools({tool("f", "does", R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})")}),
            R"([{"toolSpecification":{"name":"f","description":"does","inputSchema":{"json":)"
            R"({"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}}])");
  EXPECT_TRUE(losses().empty());
  EXPECT_EQ(tools({}), "");
}

TEST_F(ToolsTest, NamesThatDoNotFitComeBackAsTheyWere) {
  const std::string name = "mcp server/" + std::string(70, 'n');
  const std::vector<aip_tool> all = {tool(name), tool("other.tool")};
  EXPECT_EQ(tools(all).find(name), std::string::npos);
  json::Document document;
  const std::string sent_tools = tools(all);
  ASSERT_EQ(document.parse(sent_tools), json::Error::kNone);
  std::vector<std::string> names;
  for (const json::Value each : document.root().elements()) {
    names.push_back(each.find("toolSpecification").find("name").string());
    EXPECT_LE(names.back().size(), 63u);
  }
  ASSERT_EQ(names.size(), 2u);
  const kit::Decoded seen = driver_.decode(
      *asked_, reply(event("toolUseEvent", R"({"toolUseId":"t","input":"{}","stop":true,"name":")" + names[0] + "\"}") +
                     stops()));
  EXPECT_NE(to_lines(seen.seen.events).find("name=" + name), std::string::npos);
}

TEST_F(ToolsTest, DescriptionsAreNeitherEmptyNorTooLong) {
  const std::string all = tools({tool("f", " ")});
  EXPECT_NE(all.find(R"("description":"f")"), std::string::npos) << all;
  const std::string much(10'001, 'd');
  const std::string moved = tools({tool("g", much)});
  EXPECT_LT(moved.size(), 500u);
  EXPECT_NE(turns(*asked_).find("# Tool g\n\n" + much + "\n\nhi"), std::string::npos);
  EXPECT_TRUE(losses().empty());
}

TEST_F(ToolsTest, SchemasLoseWhatTheServiceRefuses) {
  EXPECT_EQ(schema(R"({"$schema":"s","$id":"i","additionalProperties":false,"properties":{"additionalProperties":)"
                   R"({"type":"array","items":{"type":"object","additionalProperties":true,"required":[]}},"":{}},)"
                   R"("required":["additionalProperties"],"description":null})"),
            R"({"type":"object","properties":{"additionalProperties":{"type":"array","items":{"type":"object"}}},)"
            R"("required":["additionalProperties"]})");
  EXPECT_EQ(losses().size(), 5u);
  EXPECT_EQ(losses()[0], "/tools/0/parameters");
  EXPECT_EQ(schema(R"({"type":"object","required":[],"properties":null})"), R"({"type":"object","properties":{}})");
  EXPECT_TRUE(losses().empty());
  EXPECT_EQ(schema(R"({"properties":{"a":{"enum":[null,"x"],"default":null}}})"),
            R"({"type":"object","properties":{"a":{"enum":[null,"x"]}}})");
  EXPECT_EQ(schema(""), R"({"type":"object","properties":{}})");
}

TEST_F(ToolsTest, ToolsOfTheHistoryAreListed) {
  const std::vector<aip_part> called = {call("t1", "F", "{}"), call("t2", "gone", "{}")};
  const std::vector<aip_part> answered = {result("t1", hi_), result("t2", hi_)};
  const std::vector<aip_message> all = {message(AIP_ROLE_USER, hi_), message(AIP_ROLE_ASSISTANT, called),
                                        message(AIP_ROLE_USER, answered)};
  const std::vector<aip_tool> listed = {tool("f")};
  kit::Request& request = asks(all);
  sdk::set_tools(request.canonical(), listed);
  const std::string text = sent(request, kTools);
  EXPECT_NE(text.find(R"("name":"f")"), std::string::npos);
  EXPECT_EQ(text.find(R"("name":"F")"), std::string::npos) << "names are the same but for their case";
  EXPECT_NE(text.find(R"("name":"gone","description":"Used earlier)"), std::string::npos) << text;
  EXPECT_NE(sent(asks(all), kTools).find(R"("name":"F")"), std::string::npos);
}

TEST_F(ToolsTest, WhatOnlyItsOwnVendorCarriesOutIsLeftOut) {
  aip_tool hosted = tool("web_search");
  hosted.kind = AIP_TOOL_HOSTED;
  EXPECT_EQ(tools({hosted}), "");
  EXPECT_EQ(losses(), std::vector<std::string>{"/tools/0"});
}

TEST_F(ToolsTest, AChoiceIsAShorterListOfTools) {
  aip_tool_choice choice{};
  choice.struct_size = sizeof choice;
  choice.mode = AIP_CHOICE_NAMED;
  const aip_bytes name = sdk::bytes("g");
  choice.names = &name;
  choice.name_count = 1;
  const std::string named = tools({tool("f"), tool("g")}, &choice);
  EXPECT_EQ(named.find(R"("name":"f")"), std::string::npos);
  EXPECT_NE(named.find(R"("name":"g")"), std::string::npos);
  EXPECT_EQ(losses(), (std::vector<std::string>{"/tools/0", "/tool_choice"}));
  choice = {};
  choice.struct_size = sizeof choice;
  choice.mode = AIP_CHOICE_NONE;
  EXPECT_EQ(tools({tool("f")}, &choice), "");
  choice.mode = AIP_CHOICE_REQUIRED;
  EXPECT_NE(tools({tool("f")}, &choice), "");
  EXPECT_EQ(losses(), std::vector<std::string>{"/tool_choice"});
}

}  // namespace
}  // namespace aipool::kiro
