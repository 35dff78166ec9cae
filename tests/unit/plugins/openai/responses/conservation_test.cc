// SPDX-License-Identifier: MIT
#include "examples.h"
#include "responses_test.h"

namespace aipool::openai::responses {
namespace {

// Requests of this protocol that are decoded and encoded again say what they said before.
class ConservationTest : public ResponsesTest {};

TEST_F(ConservationTest, EveryMemberComesBack) {
  for (const std::string_view members : kMembers) {
    std::string body = R"({"model":"m","input":"x",)" + std::string(members) + "}";
    const auto made = decoded(body);
    for (const std::string_view absent : {R"("parameters":null,"strict":null)"}) {
      if (const auto at = body.find("," + std::string(absent)); at != std::string::npos) body.erase(at, absent.size() + 1);
    }
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

TEST_F(ConservationTest, EveryItemComesBackInItsOrder) {
  for (const std::string_view items : kItems) {
    const std::string body = R"({"model":"m","input":[{"type":"message","role":"user","content":"x"},)" +
                             std::string(items) + R"(,{"type":"message","role":"user","content":"y"}]})";
    const auto made = decoded(body);
    EXPECT_TRUE(same_json(encoded(*made), body));
    EXPECT_TRUE(made->call().losses().empty()) << body;
  }
}

// Other protocols want the results right after the turn that calls.
TEST_F(ConservationTest, AMessageAfterACallBelongsToItsTurn) {
  constexpr std::string_view kBody = R"({"model":"m","input":[{"type":"message","role":"assistant","id":"msg_1","content":[{"type":
      "output_text","text":"a","annotations":[],"logprobs":[]}]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},
      {"type":"message","role":"assistant","id":"msg_2","content":[{"type":"output_text","text":"b","annotations":[],"logprobs":
      []}]},{"type":"function_call_output","call_id":"c","output":"1"}]})";
  const auto made = decoded(std::string(kBody));
  std::vector<aip_enum> roles;
  for (const aip_message& message : sdk::messages(made->canonical())) roles.push_back(message.role);
  EXPECT_EQ(roles, (std::vector<aip_enum>{AIP_ROLE_ASSISTANT, AIP_ROLE_TOOL}));
  EXPECT_TRUE(same_json(encoded(*made), kBody));
}

TEST_F(ConservationTest, WhatGoesWithoutSayingIsSaid) {
  const auto made = decoded(R"({"model":"m","input":[{"role":"assistant","content":[{"type":"output_text","text":"a"}]},
      {"type":"reasoning","id":"r","summary":[{"type":"summary_text","text":"t"}],"content":null,"encrypted_content":null}
      ],"temperature":null,"tools":[],"stream":true,"previous_response_id":"resp_1"})");
  EXPECT_TRUE(same_json(encoded(*made), R"({"model":"m","previous_response_id":"resp_1","input":[{"type":"message","role":
      "assistant","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[]}]},{"type":"reasoning","id":
      "r","summary":[{"type":"summary_text","text":"t"}]}],"tools":[],"stream":true})"));
}

TEST_F(ConservationTest, ExtrasKeepTheirPlaceAndTheirText) {
  const auto made = decoded(R"({"a":1.50,"model":"m","b":[1, 2],"input":"x","c":"\u0041"})");
  EXPECT_EQ(encoded(*made), R"({"a":1.50,"model":"m","b":[1, 2],"input":"x","c":"\u0041"})");
}

TEST_F(ConservationTest, CountsAndCompactionsSayOnlyWhatTheyCan) {
  constexpr std::string_view kBody =
      R"({"model":"m","instructions":"i","input":"x","tools":[{"type":"function","name":"f","parameters":{}}]})";
  EXPECT_TRUE(same_json(encoded(*decoded(std::string(kBody), AIP_OP_COUNT_TOKENS)), kBody));
  EXPECT_TRUE(same_json(encoded(*decoded(std::string(kBody), AIP_OP_COMPACT)),
                        R"({"model":"m","instructions":"i","input":"x"})"));
}

}  // namespace
}  // namespace aipool::openai::responses
