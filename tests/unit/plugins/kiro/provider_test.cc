// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

class ProviderTest : public KiroTest {
 protected:
  // "POST /path?query", the headers, one a line, and what stands in front of the body.
  std::string prepared(const kit::Account& account, aip_enum operation = AIP_OP_GENERATE) {
    kit::Request request(host_);
    request.canonical().operation = operation;
    aip_prepared out{};
    out.struct_size = sizeof out;
    const aip_rc rc =
        plugin_.provider("kiro-oauth")
            .prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out);
    if (rc != AIP_OK) return "refused";
    std::string text = std::string(sdk::view(out.method)) + " " + std::string(sdk::view(out.path));
    if (out.query.len != 0) text.append("?").append(sdk::view(out.query));
    text += "\n";
    for (const aip_field& header : sdk::span(out.headers)) {
      const std::string_view name = sdk::view(header.name);
      text.append(name).append(": ").append(name == "amz-sdk-invocation-id" ? "(fresh)" : sdk::view(header.value));
      text += (header.flags & AIP_FIELD_SECRET) != 0 ? " (secret)\n" : "\n";
    }
    if (out.prefix.len != 0) text.append(sdk::view(out.prefix)).append("\n");
    EXPECT_EQ(out.splice_count, out.prefix.len == 0 ? 0u : 1u);
    EXPECT_EQ(out.dialect.count, account.table()->options.count);
    return text;
  }
};

constexpr std::string_view kArn = "arn:aws:codewhisperer:eu-central-1:1:profile/P";

TEST_F(ProviderTest, ARequestIsSentAsAipoolWithTheProfileInFront) {
  const kit::Account account({.credential = {{"access_token", "t"}, {"profile_arn", std::string(kArn)}}});
  EXPECT_EQ(
      prepared(account),
      "POST /generateAssistantResponse\nauthorization: Bearer t (secret)\nx-amzn-codewhisperer-optout: true\n"
      "amz-sdk-invocation-id: (fresh)\naccept: application/vnd.amazon.eventstream\ncontent-type: application/json\n"
      "{\"profileArn\":\"" +
          std::string(kArn) + "\",\n");
  EXPECT_EQ(sdk::view(plugin_.provider("kiro-oauth").default_base_url), "https://q.us-east-1.amazonaws.com");
  EXPECT_EQ(sdk::view(plugin_.provider("kiro-oauth").auth), "kiro");
}

TEST_F(ProviderTest, AnApiKeySaysThatItIsOne) {
  const kit::Account account({.credential = {{"api_key", "ksk_1"}}});
  EXPECT_NE(prepared(account).find("authorization: Bearer ksk_1 (secret)\ntokentype: API_KEY\n"), std::string::npos);
  EXPECT_EQ(prepared(account).find("profileArn"), std::string::npos);
}

TEST_F(ProviderTest, WhatAHostWantsIsAnOption) {
  const kit::Account account(
      {.options = {{"path", "/"},
                   {"target", "AmazonQDeveloperStreamingService.SendMessage"},
                   {"content_type", "application/x-amz-json-1.0"},
                   {"optout", "false"},
                   {"machine_id", "mid"},
                   {"profile_arn", "arn:x"}},
       .credential = {{"access_token", "t"}, {"profile_arn", "arn:y"}, {"token_type", "EXTERNAL_IDP"}}});
  EXPECT_EQ(prepared(account),
            "POST /\nauthorization: Bearer t (secret)\ntokentype: EXTERNAL_IDP\n"
            "x-amz-target: AmazonQDeveloperStreamingService.SendMessage\nx-amz-user-agent: aipool-mid\n"
            "amz-sdk-invocation-id: (fresh)\naccept: application/vnd.amazon.eventstream\n"
            "content-type: application/x-amz-json-1.0\n{\"profileArn\":\"arn:x\",\n");
}

TEST_F(ProviderTest, ModelsAndLimitsAreAskedForWithTheProfile) {
  const kit::Account account({.credential = {{"access_token", "t"}, {"profile_arn", "arn:a:b"}}});
  EXPECT_TRUE(prepared(account, AIP_OP_LIST_MODELS)
                  .starts_with("GET /ListAvailableModels?maxResults=50&origin=AI_EDITOR&profileArn=arn%3Aa%3Ab\n"));
  EXPECT_TRUE(prepared(account, AIP_OP_PROBE)
                  .starts_with("GET /getUsageLimits?resourceType=AGENTIC_REQUEST&origin=AI_EDITOR&"));
  EXPECT_EQ(prepared(account, AIP_OP_EMBED), "refused");
}

TEST_F(ProviderTest, AccountsThatCannotWorkAreRefused) {
  const auto fault = [&](const kit::AccountText& text) {
    kit::Request request(host_);
    const kit::Account account(text);
    const aip_rc rc =
        plugin_.provider("kiro-oauth").check_account(plugin_.instance(), request.call().env(), account.table());
    return rc == AIP_OK ? std::string() : request.call().fault()->param;
  };
  EXPECT_EQ(fault({}), "");
  EXPECT_EQ(fault({.options = {{"thinking", "hard"}}}), "thinking");
  EXPECT_EQ(fault({.options = {{"region", "evil.com/"}}}), "region");
  EXPECT_EQ(fault({.options = {{"auth_region", "A"}}}), "auth_region");
  EXPECT_EQ(fault({.options = {{"path", "generate"}}}), "path");
  EXPECT_EQ(fault({.options = {{"profile_arn", "P"}}}), "profile_arn");
  EXPECT_EQ(fault({.options = {{"start_url", "http://x"}}}), "start_url");
  EXPECT_EQ(fault({.options = {{"body_fields", R"(["agentName"])"}}}), "body_fields");
  EXPECT_EQ(fault({.options = {{"region", "eu-central-1"}}, .credential = {{"api_key", "ksk_"}}}), "region");
  EXPECT_EQ(fault({.protocol = "openai.chat"}), "protocol");
}

}  // namespace
}  // namespace aipool::kiro
