// SPDX-License-Identifier: MIT
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

namespace ev = sdk::events;

// Two of its tools have the name of another.
constexpr std::string_view kGrouped =
    R"({"model":"m","stream":true,"tools":[{"type":"function","name":"wait"}],"input":[
    {"type":"additional_tools","id":"at_1","role":"developer","tools":[
      {"type":"namespace","name":"functions","description":"d","tools":[{"type":"custom","name":"exec"},
        {"type":"function","name":"wait","parameters":{"type":"object"}}]},
      {"type":"namespace","name":"clock","tools":[{"type":"function","name":"wait"},{"type":"function","name":"wait"}]}]},
    {"type":"message","role":"user","content":"x"},
    {"type":"function_call","call_id":"c","name":"wait","namespace":"clock","arguments":"{}"},
    {"type":"function_call_output","call_id":"c","output":"r"}]})";

class NamespacesTest : public ResponsesTest {
 protected:
  std::string items_of(std::string_view tool) {
    const auto request = decoded(std::string(kGrouped));
    const std::string body =
        driver_
            .encode(*request, kit::Replay({ev::start("r", "m", 5), ev::part_start(0, 0, AIP_PART_TOOL_CALL, "c", tool),
                                           ev::delta(0, 0, AIP_PART_TOOL_CALL, "{}"),
                                           ev::part_end(0, 0, AIP_PART_TOOL_CALL), ev::end()}))
            .body;
    const std::size_t at = body.find("event: response.output_item.added");
    const std::size_t from = body.find("\"call_id\"", at);
    return body.substr(from, body.find('}', from) - from);
  }
};

TEST_F(NamespacesTest, EachToolIsOneOfTheFlatListUnderANameThatNoOtherHas) {
  const auto request = decoded(std::string(kGrouped));
  std::string names;
  for (const aip_tool& tool : sdk::tools(request->canonical())) names.append(sdk::view(tool.name)).append(" ");
  EXPECT_EQ(names, "wait exec functions__wait clock__wait ");
}

TEST_F(NamespacesTest, ACallOfTheHistoryHasTheNameOfItsTool) {
  const auto request = decoded(std::string(kGrouped));
  const auto messages = sdk::messages(request->canonical());
  ASSERT_EQ(messages.size(), 3U);
  EXPECT_EQ(sdk::view(sdk::parts(messages[1])[0].name), "clock__wait");
}

TEST_F(NamespacesTest, CallsGetTheirNamespaceBack) {
  EXPECT_EQ(items_of("exec"), R"("call_id":"c","name":"exec","namespace":"functions","input":"")");
  EXPECT_EQ(items_of("clock__wait"), R"("call_id":"c","name":"wait","namespace":"clock","arguments":"")");
  EXPECT_EQ(items_of("wait"), R"("call_id":"c","name":"wait","arguments":"")");
}

TEST_F(NamespacesTest, TheSameProtocolGetsThemGrouped) {
  const auto request = decoded(std::string(kGrouped));
  const std::string body = encoded(*request);
  json::Document document;
  ASSERT_EQ(document.parse(body), json::Error::kNone);
  EXPECT_TRUE(same_json(document.root().find("tools").raw(), R"([{"type":"function","name":"wait"},
      {"type":"namespace","name":"functions","description":"d","tools":[{"type":"custom","name":"exec"},
        {"type":"function","name":"wait","parameters":{"type":"object"}}]},
      {"type":"namespace","name":"clock","tools":[{"type":"function","name":"wait"}]}])"));
  EXPECT_NE(body.find(R"("name":"wait","namespace":"clock")"), std::string::npos);
}

TEST_F(NamespacesTest, NamesThatWouldMultiplyAreRefused) {
  const std::string longest(256, 'x');
  const auto refused = [&](const std::string& space, const std::string& name) {
    const auto made = request(R"({"model":"m","input":"x","tools":[{"type":"namespace","name":")" + space +
                              R"(","tools":[{"type":"function","name":")" + name + R"("}]}]})");
    return driver_.decode_request(*made) == AIP_E_INVALID_REQUEST;
  };
  EXPECT_FALSE(refused(longest, longest));
  EXPECT_TRUE(refused(longest + "x", "f"));
  EXPECT_TRUE(refused("n", longest + "x"));
}

TEST_F(NamespacesTest, ANamespaceNeedsANameAndAList) {
  for (const std::string_view space : {R"({"type":"namespace","tools":[{"type":"web_search"}]})", R"({"type":"namespace","name":"n"})"}) {
    const auto made = request(R"({"model":"m","input":"x","tools":[)" + std::string(space) + "]}");
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST) << space;
  }
}

}  // namespace
}  // namespace aipool::openai::responses
