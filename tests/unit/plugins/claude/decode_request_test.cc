// SPDX-License-Identifier: MIT
#include "examples.h"
#include "messages_test.h"

namespace aipool::claude {
namespace {

// A request in the tree, and back in a body of the same protocol: nothing may be missing.
class DecodeRequestTest : public MessagesTest {
 protected:
  static std::string with(std::string_view members) {
    return R"({"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"x"}])" +
           std::string(members.empty() ? "" : ",") + std::string(members) + "}";
  }
  static std::string turn(std::string_view message) {
    return R"({"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"x"},)" + std::string(message) + "]}";
  }
  void expect_back(const std::string& body) {
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
  std::string fault(const std::string& body) {
    const auto made = request(body);
    EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST) << body;
    return made->call().fault() ? made->call().fault()->message : "";
  }
};

TEST_F(DecodeRequestTest, EveryMemberComesBack) {
  expect_back(with(""));
  for (const std::string_view members : kMembers) expect_back(with(members));
}

TEST_F(DecodeRequestTest, EveryTurnComesBack) {
  for (const std::string_view message : kTurns) expect_back(turn(message));
}

TEST_F(DecodeRequestTest, ResultsKnowTheNameOfTheirCall) {
  const auto made = decoded(turn(R"({"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"r"}]})"));
  const aip_part& result = made->canonical().messages[2].parts[0];
  EXPECT_EQ(sdk::view(result.name), "f");
  EXPECT_EQ(sdk::view(result.children[0].text), "r");
}

TEST_F(DecodeRequestTest, ResultsKnowTheNameOfTheirCallAmongManyToo) {
  std::string calls;
  std::string results;
  constexpr int kCalls = 300;
  for (int i = 0; i < kCalls; ++i) {
    const std::string id = R"("toolu_)" + std::to_string(i) + '"';
    const std::string comma = i == 0 ? "" : ",";
    calls += comma + R"({"type":"tool_use","id":)" + id + R"(,"name":"f)" + std::to_string(i) + R"(","input":{}})";
    results += comma + R"({"type":"tool_result","tool_use_id":)" + id + "}";
  }
  results += R"(,{"type":"tool_result","tool_use_id":"toolu_other"})";
  const auto made = decoded(turn(R"({"role":"assistant","content":[)" + calls + R"(]},{"role":"user","content":[)" + results + "]}"));
  const aip_message& answers = made->canonical().messages[2];
  for (int i = 0; i < kCalls; ++i) EXPECT_EQ(sdk::view(answers.parts[i].name), "f" + std::to_string(i));
  EXPECT_FALSE(sdk::present(answers.parts[kCalls].name));
}

TEST_F(DecodeRequestTest, ThreadsAreRefusedSoThatTheClientSendsAll) {
  const auto made = request(with(R"("thread":{"type":"create"})"));
  EXPECT_EQ(driver_.decode_request(*made), AIP_E_INVALID_REQUEST);
  ASSERT_TRUE(made->call().fault());
  EXPECT_EQ(made->call().fault()->code, "thread_unsupported_request");
}

TEST_F(DecodeRequestTest, FaultsNameTheField) {
  EXPECT_EQ(fault(with(R"("temperature":"hot")")), "'temperature' must be a number.");
  EXPECT_EQ(fault(with(R"("thinking":{"type":"enabled"})")), "'thinking.budget_tokens' is required.");
  EXPECT_EQ(fault(with(R"("thinking":{"type":"hard"})")), "'thinking.type' must be enabled, adaptive or disabled.");
  EXPECT_EQ(fault(with(R"("tools":[{"name":1}])")), "'tools[0].name' must be a string.");
  EXPECT_EQ(fault(turn(R"({"role":"user","content":[{"type":"image"}]})")), "'messages[1].content[0].source' is required.");
  EXPECT_EQ(fault(turn(R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]})")),
            "'messages[1].content[0].input' must be an object.");
}

}  // namespace
}  // namespace aipool::claude
