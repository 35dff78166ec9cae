// SPDX-License-Identifier: MIT
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

class EncodeRequestTest : public KiroTest {
 protected:
  const std::vector<aip_part> hi_ = {text("hi")};
  const std::vector<aip_message> all_ = {message(AIP_ROLE_USER, hi_)};
};

TEST_F(EncodeRequestTest, ABodyHasNoFieldThatTheServiceRefuses) {
  const std::string body = sent(asks(all_));
  const std::string id = sent(*asked_, "conversationState.conversationId");
  EXPECT_EQ(body,
            R"({"conversationState":{"chatTriggerType":"MANUAL","conversationId":)" + id +
                R"(,"currentMessage":{"userInputMessage":{"content":"hi","modelId":"m","origin":"AI_EDITOR"}}}})");
  EXPECT_TRUE(losses().empty());
}

TEST_F(EncodeRequestTest, AConversationKeepsItsId) {
  const auto id = [&](const std::vector<aip_message>& all) {
    return sent(asks(all), "conversationState.conversationId");
  };
  const std::vector<aip_part> other = {text("ho")};
  EXPECT_EQ(id(all_).size(), 38u);
  EXPECT_EQ(id(all_), id({all_[0], message(AIP_ROLE_ASSISTANT, other), message(AIP_ROLE_USER, other)}));
  EXPECT_NE(id(all_), id({message(AIP_ROLE_USER, other)}));
  const std::string first = id(all_);
  kit::Request& keyed = asks(all_);
  keyed.canonical().cache_key = sdk::bytes("k");
  EXPECT_NE(sent(keyed, "conversationState.conversationId"), first);
}

TEST_F(EncodeRequestTest, WhatHostsDisagreeOnIsAnOption) {
  kit::Request& request = asks(all_, {{"origin", "CLI"},
                                      {"trigger", "AUTO"},
                                      {"body_fields", R"(["agentMode","agentTaskType","agentContinuationId"])"},
                                      {"agent_mode", "spec"}});
  EXPECT_EQ(sent(request, "conversationState.currentMessage.userInputMessage.origin"), R"("CLI")");
  EXPECT_EQ(sent(request, "conversationState.chatTriggerType"), R"("AUTO")");
  EXPECT_EQ(sent(request, "conversationState.agentTaskType"), R"("spec")");
  EXPECT_EQ(sent(request, "agentMode"), R"("spec")");
  EXPECT_EQ(sent(request, "conversationState.agentContinuationId"), sent(request, "conversationState.conversationId"));
}

TEST_F(EncodeRequestTest, ModelsHaveTheServicesNames) {
  struct Row {
    std::string_view client;
    std::string_view service;
  };
  constexpr Row kRows[] = {
      {"claude-opus-4-8", "claude-opus-4.8"},
      {"claude-sonnet-4-5", "claude-sonnet-4.5"},
      {"claude-sonnet-4-5-20250929", "claude-sonnet-4.5"},
      {"claude-haiku-4-5-20251001", "claude-haiku-4.5"},
      {"claude-sonnet-4-20250514", "claude-sonnet-4"},
      {"claude-sonnet-4.5", "claude-sonnet-4.5"},
      {"claude-opus-4-6-thinking", "claude-opus-4.6"},
      {"claude-sonnet-4-5-latest", "claude-sonnet-4.5"},
      {"auto", "auto"},
      {"glm-5", "glm-5"},
      {"mine", "CLAUDE_SONNET_4_20250514_V1_0"},
      {"claude-", "claude-"},
  };
  for (const Row& row : kRows) {
    kit::Request& request = asks(all_, {{"model_names", R"({"mine":"CLAUDE_SONNET_4_20250514_V1_0"})"}});
    request.canonical().upstream_model = sdk::bytes(row.client);
    EXPECT_EQ(sent(request, "conversationState.currentMessage.userInputMessage.modelId"),
              "\"" + std::string(row.service) + "\"");
  }
}

TEST_F(EncodeRequestTest, SamplingIsLostUnlessTheAccountSendsIt) {
  const auto fill = [](aip_request& request) {
    request.present = AIP_HAS_MAX_OUTPUT | AIP_HAS_TEMPERATURE | AIP_HAS_TOP_P;
    request.max_output = 100;
    request.temperature = 0;
    request.top_p = 0.5;
  };
  fill(asks(all_).canonical());
  EXPECT_EQ(sent(*asked_, "inferenceConfig"), "");
  EXPECT_EQ(losses(), (std::vector<std::string>{"/max_tokens", "/temperature", "/top_p"}));
  fill(asks(all_, {{"inference_config", "true"}}).canonical());
  EXPECT_EQ(sent(*asked_, "inferenceConfig"), R"({"maxTokens":100,"temperature":0,"topP":0.5})");
  EXPECT_TRUE(losses().empty());
}

TEST_F(EncodeRequestTest, WhatThisProtocolDoesNotHaveIsALoss) {
  aip_request& request = asks(all_).canonical();
  request.present = AIP_HAS_TOP_K | AIP_HAS_PRESENCE_PENALTY | AIP_HAS_FREQUENCY_PENALTY | AIP_HAS_SEED |
                    AIP_HAS_LOGPROBS | AIP_HAS_TOP_LOGPROBS | AIP_HAS_STORE | AIP_HAS_CHOICES;
  request.choices = 2;
  const aip_bytes stop = sdk::bytes("x");
  request.stop = &stop;
  request.stop_count = 1;
  aip_format format{};
  format.struct_size = sizeof format;
  format.kind = AIP_FORMAT_JSON;
  request.format = &format;
  request.user = request.service_tier = request.cache_key = request.verbosity = sdk::bytes("u");
  request.metadata_json = sdk::bytes("{}");
  sent(*asked_);
  EXPECT_EQ(losses().size(), 15u);
}

TEST_F(EncodeRequestTest, PartsWithoutAFormAreLosses) {
  aip_part file = part(AIP_PART_DOCUMENT);
  file.data = sdk::bytes("AA==");
  const std::vector<aip_part> parts = {text("x"), part(AIP_PART_AUDIO), file, part(AIP_PART_DOCUMENT, "plain"),
                                       part(AIP_PART_REASONING, "not the assistant's")};
  EXPECT_EQ(turns(asks({message(AIP_ROLE_USER, parts)})), "user: x\nplain\n");
  EXPECT_EQ(losses(),
            (std::vector<std::string>{"/messages/0/content/1", "/messages/0/content/2", "/messages/0/content/4"}));
}

}  // namespace
}  // namespace aipool::kiro
