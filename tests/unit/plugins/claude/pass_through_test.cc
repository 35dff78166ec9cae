// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

class PassThroughTest : public MessagesTest {
 protected:
  static constexpr std::string_view kRequest =
      R"({ "max_tokens": 9, "model" : "alias", "messages":[{"role":"user","content":"x"}], "new": 1.50 })";
};

TEST_F(PassThroughTest, OnlyTheModelChanges) {
  const auto made = passing(request(std::string(kRequest)));
  made->canonical().upstream_model = sdk::bytes("claude-x");
  EXPECT_EQ(encoded(*made),
            R"({ "max_tokens": 9, "model" : "claude-x", "messages":[{"role":"user","content":"x"}], "new": 1.50 })");
}

TEST_F(PassThroughTest, TheSameModelLeavesTheBodyAsItIs) {
  const auto made = passing(request(std::string(kRequest)));
  EXPECT_EQ(encoded(*made), kRequest);
}

TEST_F(PassThroughTest, AWholeAnswerGoesOutAsItCame) {
  const std::string body =
      R"({"type":"message", "content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}})";
  const auto made = passing(request(std::string(kRequest)));
  const kit::Decoded result = driver_.decode(*made, document(body));
  EXPECT_EQ(result.passed, body);
  EXPECT_EQ(verdict(result.seen.events), "USAGE usage=1/2/0 cached=0 reasoning=0\nEND\n");
}

TEST_F(PassThroughTest, AnErrorInTheStreamIsToldAndIsNoEnd) {
  const auto made = passing(
      request(R"({"max_tokens":9,"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]})"));
  const kit::Decoded result =
      driver_.decode(*made, stream(R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})"));
  EXPECT_EQ(verdict(result.seen.events), "ERROR class=-7 message=Overloaded\n");
}

}  // namespace
}  // namespace aipool::claude
