// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class CodeAssistProviderTest : public GenerateTest {
 protected:
  const aip_provider& provider() { return plugin_.provider("gemini-oauth"); }

  aip_prepared prepare(kit::Request& request, const kit::Account& account, aip_rc wanted = AIP_OK) {
    aip_prepared out{};
    out.struct_size = sizeof out;
    EXPECT_EQ(provider().prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out),
              wanted);
    return out;
  }

  // What goes out: the encoded body with what the provider does to it.
  std::string sent(kit::Request& request, const kit::Account& account) {
    const aip_prepared prepared = prepare(request, account);
    request.canonical().dialect = prepared.dialect;
    return std::string(sdk::view(prepared.prefix)) + encoded(request) + std::string(sdk::view(prepared.suffix));
  }

  static std::string target(const aip_prepared& prepared) {
    std::string text = std::string(sdk::view(prepared.method)) + " " + std::string(sdk::view(prepared.path));
    if (prepared.query.len != 0) text.append("?").append(sdk::view(prepared.query));
    return text;
  }

  std::string unwrapped(std::string_view data) {
    kit::Call call(host_);
    aip_bytes inner{};
    EXPECT_EQ(provider().unwrap(plugin_.instance(), call.env(), sdk::bytes(data), &inner), AIP_OK);
    return std::string(sdk::view(inner));
  }

  const kit::Account account_{{.credential = {{"access_token", "t"}, {"project", "p"}}}};
};

TEST_F(CodeAssistProviderTest, ARequestGoesOutInItsEnvelope) {
  const auto made = tree(std::string(kAsk), ":generateContent", "models/gemini-2.5-pro");
  EXPECT_EQ(target(prepare(*made, account_)), "POST /v1internal:generateContent");
  EXPECT_TRUE(same_json(sent(*made, account_), R"({"model":"gemini-2.5-pro","project":"p","user_prompt_id":"req-1",)"
                                               R"("request":{"contents":[{"role":"user","parts":[{"text":"x"}]}]}})"));
}

TEST_F(CodeAssistProviderTest, AStreamIsOneOfEvents) {
  const auto made = streaming("");
  EXPECT_EQ(target(prepare(*made, account_)), "POST /v1internal:streamGenerateContent?alt=sse");
}

TEST_F(CodeAssistProviderTest, TheNameIsHonestAndTheOperatorMayChangeIt) {
  const auto headers = [&](const kit::Account& account) {
    std::string text;
    const auto made = whole();
    for (const aip_field& header : sdk::span(prepare(*made, account).headers)) {
      text.append(sdk::view(header.name)).append(": ").append(sdk::view(header.value)).append("\n");
    }
    return text;
  };
  EXPECT_EQ(headers(account_),
            "authorization: Bearer t\naccept: application/json\ncontent-type: application/json\nuser-agent: aipool\n"
            "x-goog-api-client: aipool\n");
  const kit::Account other({.options = {{"user_agent", "me/1"}, {"api_client", "sdk/2"}}});
  EXPECT_EQ(headers(other),
            "accept: application/json\ncontent-type: application/json\nuser-agent: me/1\nx-goog-api-client: sdk/2\n");
}

TEST_F(CodeAssistProviderTest, EveryContentHasARole) {
  const auto made = tree(R"({"contents":{"parts":{"text":"x"}},"systemInstruction":"be short"})");
  EXPECT_TRUE(same_json(sent(*made, account_),
                        R"({"model":"m","project":"p","user_prompt_id":"req-1","request":{)"
                        R"("contents":[{"role":"user","parts":[{"text":"x"}]}],)"
                        R"("systemInstruction":{"role":"user","parts":[{"text":"be short"}]}}})"))
      << sent(*made, account_);
}

TEST_F(CodeAssistProviderTest, WithoutAProjectThereIsNoneInTheEnvelope) {
  const auto made = tree(std::string(kAsk));
  EXPECT_EQ(sent(*made, kit::Account()).find("project"), std::string::npos);
  const kit::Account configured({.options = {{"project_id", "mine"}}});
  EXPECT_NE(sent(*made, configured).find(R"("project":"mine")"), std::string::npos);
}

TEST_F(CodeAssistProviderTest, ModelsHaveTheirNamesOfThisBackend) {
  const auto made = tree(std::string(kAsk), ":generateContent", "gemini-3.5-flash");
  EXPECT_NE(sent(*made, account_).find(R"("model":"gemini-3-flash")"), std::string::npos);
  const auto count = tree(std::string(kAsk), ":countTokens", "gemini-3.5-flash");
  EXPECT_NE(sent(*count, account_).find(R"({"request":{"model":"models/gemini-3-flash",)"), std::string::npos);
  const kit::Account other({.options = {{"backend_names", R"({"a":"b\""})"}}});
  const auto asked = tree(std::string(kAsk), ":generateContent", "a");
  EXPECT_NE(sent(*asked, other).find(R"("model":"b\"")"), std::string::npos);
}

TEST_F(CodeAssistProviderTest, ACountHasTheModelInsideAndNeitherSafetyNorThoughts) {
  const auto made = tree(R"({"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[
      {"text":"hm","thought":true},{"text":"y"}]}],"safetySettings":[{"category":"c","threshold":"t"}]})",
                         ":countTokens");
  EXPECT_EQ(target(prepare(*made, account_)), "POST /v1internal:countTokens");
  EXPECT_TRUE(same_json(sent(*made, account_),
                        R"({"request":{"model":"models/m","contents":[{"role":"user","parts":[{"text":"x"}]},)"
                        R"({"role":"model","parts":[{"text":"hm"},{"text":"y"}]}]}})"))
      << sent(*made, account_);
}

TEST_F(CodeAssistProviderTest, TheEnvelopeOfAnAnswerIsTakenOff) {
  EXPECT_EQ(unwrapped(R"({"response":{"candidates":[]},"traceId":"x"})"), R"({"candidates":[]})");
  EXPECT_EQ(unwrapped(R"({"traceId":"x", "response" : {"a": 1} })"), R"({"a": 1})");
  for (const char* bare : {R"({"error":{"code":500}})", R"([{"error":{}}])", R"({"usageMetadata":{}})",
                           R"({"totalTokens":3})", R"({"response":null})", "{", ""}) {
    EXPECT_EQ(unwrapped(bare), bare);
  }
}

TEST_F(CodeAssistProviderTest, ModelsAreListedWithoutAsking) {
  const auto listed = [&](const kit::Account& account) {
    EXPECT_EQ(provider().support(plugin_.instance(), account.table(), AIP_OP_LIST_MODELS), AIP_SUPPORT_OWN);
    const auto made = foreign();
    made->canonical().operation = AIP_OP_LIST_MODELS;
    EXPECT_EQ(prepare(*made, account).method.len, 0u);
    kit::Collector seen;
    aip_reply reply{};
    reply.struct_size = sizeof reply;
    EXPECT_EQ(provider().decode_own(plugin_.instance(), made->call().env(), account.table(), &made->canonical(), &reply,
                                    seen.out(kit::kEvents)),
              AIP_OK);
    return to_lines(seen.events);
  };
  EXPECT_NE(listed(account_).find("gemini-2.5-pro"), std::string::npos);
  EXPECT_EQ(listed(kit::Account({.options = {{"model_list", R"(["a","b"])"}}})),
            listed(kit::Account({.options = {{"model_list", R"(["a", "b"])"}}})));
}

TEST_F(CodeAssistProviderTest, WhatItCannotDoItSays) {
  const auto made = tree(std::string(kAsk));
  for (const aip_enum operation : {AIP_OP_EMBED, AIP_OP_COMPACT}) {
    EXPECT_EQ(provider().support(plugin_.instance(), account_.table(), operation), AIP_SUPPORT_NONE);
    made->canonical().operation = operation;
    prepare(*made, account_, AIP_E_UNSUPPORTED);
  }
}

TEST_F(CodeAssistProviderTest, AccountsThatCannotWorkAreRefused) {
  const auto fault = [&](const kit::AccountText& text) {
    kit::Call call(host_);
    const kit::Account account(text);
    const aip_rc rc = provider().check_account(plugin_.instance(), call.env(), account.table());
    return rc == AIP_OK ? std::string() : call.fault()->param;
  };
  EXPECT_EQ(fault({}), "");
  EXPECT_EQ(fault({.base_url = "https://x", .options = {{"project_id", "p-12"}}}), "");
  EXPECT_EQ(fault({.options = {{"project_id", "123"}}}), "project_id");
  EXPECT_EQ(fault({.options = {{"api_version", "a/b"}}}), "api_version");
  EXPECT_EQ(fault({.base_url = "https://x/v1internal"}), "base_url");
  EXPECT_EQ(fault({.protocol = "openai.chat"}), "protocol");
}

}  // namespace
}  // namespace aipool::gemini
