// SPDX-License-Identifier: MIT
#include <set>

#include "ollama_test.h"

namespace aipool::ollama {
namespace {

// Results find their calls, with or without ids.
class CallMatchingTest : public OllamaTest {
 protected:
  static constexpr std::string_view kCalls =
      R"({"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"n":1}}},
          {"function":{"name":"g","arguments":{}}},{"function":{"name":"f","arguments":{"n":2}}}]})";

  // Which calls the results answer, by their places: "0 2".
  std::string answered(std::string_view results) {
    const auto made = decoded(R"({"model":"m","messages":[)" + std::string(kCalls) + "," + std::string(results) + "]}");
    const auto messages = sdk::messages(made->canonical());
    const auto calls = sdk::parts(messages[0]);
    std::string text;
    for (std::size_t i = 1; i < messages.size(); ++i) {
      const aip_part result = sdk::parts(messages[i])[0];
      for (std::size_t c = 0; c < calls.size(); ++c) {
        if (sdk::view(calls[c].id) != sdk::view(result.id)) continue;
        EXPECT_EQ(sdk::view(calls[c].name), sdk::view(result.name));
        text.append(text.empty() ? "" : " ").append(std::to_string(c));
      }
    }
    return text;
  }
};

TEST_F(CallMatchingTest, ByNameAndOrder) {
  EXPECT_EQ(answered(R"({"role":"tool","content":"a","tool_name":"f"},{"role":"tool","content":"b","tool_name":"f"},
                        {"role":"tool","content":"c","tool_name":"g"})"),
            "0 2 1");
}

TEST_F(CallMatchingTest, ByOrderAlone) {
  EXPECT_EQ(answered(R"({"role":"tool","content":"a"},{"role":"tool","content":"b"},{"role":"tool","content":"c"})"),
            "0 1 2");
}

TEST_F(CallMatchingTest, AResultTooManyAnswersNone) {
  EXPECT_EQ(answered(R"({"role":"tool","content":"a","tool_name":"g"},{"role":"tool","content":"b","tool_name":"g"},
                        {"role":"tool","content":"c","tool_name":"h"})"),
            "1");
}

TEST_F(CallMatchingTest, ByIdWhereThereIsOne) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"assistant","tool_calls":[
      {"id":"a","function":{"name":"f","arguments":{}}},{"id":"b","function":{"name":"g","arguments":{}}}]},
      {"role":"tool","content":"x","tool_call_id":"b"},{"role":"tool","content":"y","tool_name":"f"}]})");
  const auto messages = sdk::messages(made->canonical());
  EXPECT_EQ(sdk::view(sdk::parts(messages[1])[0].name), "g");
  EXPECT_EQ(sdk::view(sdk::parts(messages[2])[0].id), "a");
}

TEST_F(CallMatchingTest, CallsThatNobodyAnsweredInTheirTurnAreNotAnsweredInALaterOne) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"stale","function":{"name":"f",
      "arguments":{}}}]},{"role":"user","content":"never mind"},{"role":"assistant","tool_calls":[{"id":"fresh","function":{"name":
      "f","arguments":{}}}]},{"role":"tool","content":"x","tool_name":"f"}]})");
  EXPECT_EQ(sdk::view(sdk::parts(sdk::messages(made->canonical())[3])[0].id), "fresh");
}

// As clients keep a stream that gives one call a line.
TEST_F(CallMatchingTest, CallsOfTurnsThatFollowOneAnotherAreAnsweredTogether) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f",
      "arguments":{}}}]},{"role":"assistant","tool_calls":[{"id":"b","function":{"name":"g","arguments":{}}}]},
      {"role":"tool","content":"x"},{"role":"tool","content":"y"}]})");
  const auto messages = sdk::messages(made->canonical());
  EXPECT_EQ(sdk::view(sdk::parts(messages[2])[0].id), "a");
  EXPECT_EQ(sdk::view(sdk::parts(messages[3])[0].id), "b");
}

TEST_F(CallMatchingTest, AnIdThatNobodyKnowsLeavesItToTheName) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f",
      "arguments":{}}}]},{"role":"tool","content":"x","tool_call_id":"z","tool_name":"f"}]})");
  EXPECT_EQ(sdk::view(sdk::parts(sdk::messages(made->canonical())[1])[0].id), "a");
}

TEST_F(CallMatchingTest, ResultsThatAnswerNothingHaveIdsOfTheirOwn) {
  const auto made = decoded(R"({"model":"m","messages":[{"role":"tool","content":"x","tool_name":"f"},
      {"role":"tool","content":"y","tool_name":"f"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{}}}]}]})");
  std::set<std::string> ids;
  for (const aip_message& message : sdk::messages(made->canonical())) {
    ids.emplace(sdk::view(sdk::parts(message)[0].id));
  }
  EXPECT_EQ(ids.size(), 3U);
}

TEST_F(CallMatchingTest, MadeIdsStayWhileTheHistoryGrows) {
  const std::string head = R"({"model":"m","messages":[)" + std::string(kCalls);
  const auto shorter = decoded(head + "]}");
  const auto longer =
      decoded(head + R"(,{"role":"tool","content":"a","tool_name":"f"},{"role":"user","content":"x"}]})");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(sdk::view(sdk::parts(sdk::messages(shorter->canonical())[0])[i].id),
              sdk::view(sdk::parts(sdk::messages(longer->canonical())[0])[i].id));
  }
}

}  // namespace
}  // namespace aipool::ollama
