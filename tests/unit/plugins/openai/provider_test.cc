// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "chat_test.h"

namespace aipool::openai {
namespace {

class ProviderTest : public ChatTest {
 protected:
  const aip_provider& provider() { return plugin_.provider("openai-custom"); }

  // "POST /path" and the headers, one a line.
  std::string prepared(const kit::Account& account, aip_enum operation, std::string_view model = "m",
                       std::uint32_t flags = 0) {
    kit::Request request(host_);
    request.canonical().operation = operation;
    request.canonical().upstream_model = sdk::bytes(model);
    request.canonical().flags = flags;
    aip_prepared out{};
    out.struct_size = sizeof out;
    EXPECT_EQ(provider().prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out),
              AIP_OK);
    std::string text = std::string(sdk::view(out.method)) + " " + std::string(sdk::view(out.path)) + "\n";
    for (const aip_field& header : sdk::span(out.headers)) {
      text.append(sdk::view(header.name)).append(": ").append(sdk::view(header.value));
      text += (header.flags & AIP_FIELD_SECRET) != 0 ? " (secret)\n" : "\n";
    }
    return text;
  }

  aip_rc check(std::string protocol, std::string& why) {
    kit::Request request(host_);
    const kit::Account account({.protocol = std::move(protocol)});
    const aip_rc rc = provider().check_account(plugin_.instance(), request.call().env(), account.table());
    if (request.call().fault()) why = request.call().fault()->message;
    return rc;
  }

  aip_verdict judge(std::int32_t error_class, std::int64_t retry_after_ms = -1, aip_enum operation = AIP_OP_GENERATE,
                    std::string_view param = {}) {
    kit::Request request(host_);
    aip_error error{};
    error.struct_size = sizeof error;
    error.error_class = error_class;
    error.retry_after_ms = retry_after_ms;
    error.param = sdk::bytes(param);
    aip_failure failure{};
    failure.struct_size = sizeof failure;
    failure.operation = operation;
    failure.error = &error;
    aip_verdict verdict{};
    verdict.struct_size = sizeof verdict;
    verdict.retry_after_ms = -1;
    EXPECT_EQ(provider().judge(plugin_.instance(), request.call().env(), &failure, &verdict), AIP_OK);
    return verdict;
  }
};

TEST_F(ProviderTest, NamesItsProtocolAddressAndOptions) {
  EXPECT_EQ(sdk::view(provider().default_base_url), "https://api.openai.com/v1");
  ASSERT_EQ(provider().protocol_count, 2U);
  EXPECT_EQ(sdk::view(provider().protocols[0]), "openai.chat");
  EXPECT_EQ(sdk::view(provider().protocols[1]), "openai.responses");
  ASSERT_EQ(provider().account_option_count, 11U);
  EXPECT_EQ(sdk::view(provider().account_options[0].name), "organization");
  EXPECT_EQ(sdk::view(provider().account_options[1].name), "project");
  EXPECT_EQ(provider().unwrap, nullptr);
  EXPECT_EQ(provider().steps, nullptr);
}

TEST_F(ProviderTest, RefusesProtocolsThatItDoesNotSpeak) {
  std::string why;
  EXPECT_EQ(check("", why), AIP_OK);
  EXPECT_EQ(check("openai.chat", why), AIP_OK);
  EXPECT_EQ(check("openai.responses", why), AIP_OK);
  EXPECT_EQ(check("claude.messages", why), AIP_E_INVALID_REQUEST);
  EXPECT_EQ(why, "openai-custom does not speak claude.messages; choose one of: openai.chat, openai.responses");
}

TEST_F(ProviderTest, PreparesEveryOperation) {
  const kit::Account account({.credential = {{"api_key", "sk-1"}}});
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE),
            "POST /chat/completions\nauthorization: Bearer sk-1 (secret)\naccept: application/json\n"
            "content-type: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_GENERATE, "m", AIP_REQUEST_STREAM),
            "POST /chat/completions\nauthorization: Bearer sk-1 (secret)\naccept: text/event-stream\n"
            "content-type: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_EMBED),
            "POST /embeddings\nauthorization: Bearer sk-1 (secret)\naccept: application/json\n"
            "content-type: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_LIST_MODELS),
            "GET /models\nauthorization: Bearer sk-1 (secret)\naccept: application/json\n");
  EXPECT_EQ(prepared(account, AIP_OP_GET_MODEL, "org/m:1 \xc3\xa9"),
            "GET /models/org%2Fm%3A1%20%C3%A9\nauthorization: Bearer sk-1 (secret)\naccept: application/json\n");
}

TEST_F(ProviderTest, AddsOrganizationAndProjectAndNoEmptyKey) {
  const kit::Account account({.options = {{"organization", "org-1"}, {"project", "proj-1"}}});
  EXPECT_EQ(prepared(account, AIP_OP_LIST_MODELS),
            "GET /models\nopenai-organization: org-1\nopenai-project: proj-1\naccept: application/json\n");
}

TEST_F(ProviderTest, SupportsWhatTheProtocolDoes) {
  const kit::Account account;
  const auto support = [&](aip_enum operation) {
    return provider().support(plugin_.instance(), account.table(), operation);
  };
  for (const aip_enum operation : {AIP_OP_GENERATE, AIP_OP_EMBED, AIP_OP_LIST_MODELS, AIP_OP_GET_MODEL}) {
    EXPECT_EQ(support(operation), AIP_SUPPORT_PROTOCOL);
  }
  EXPECT_EQ(support(AIP_OP_COUNT_TOKENS), AIP_SUPPORT_NONE);
}

TEST_F(ProviderTest, JudgesByTheClassOfTheError) {
  const struct {
    std::int32_t error_class;
    aip_enum fault, scope, retryable;
  } kCases[] = {
      {AIP_E_QUOTA, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES},
      {AIP_E_AUTH, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES},
      {AIP_E_PERMISSION, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES},
      {AIP_E_NOT_FOUND, AIP_FAULT_MODEL, AIP_SCOPE_MODEL, AIP_YES},
      {AIP_E_RATE_LIMITED, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES},
      {AIP_E_OVERLOADED, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES},
      {AIP_E_INVALID_REQUEST, AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO},
      {AIP_E_TOO_LARGE, AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO},
      {AIP_E_CONTEXT_LENGTH, AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO},
      {AIP_E_CONTENT_FILTER, AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO},
      {AIP_E_INTERNAL, 0, 0, 0},  // the host's table decides
  };
  for (const auto& test : kCases) {
    const aip_verdict verdict = judge(test.error_class);
    EXPECT_EQ(verdict.fault, test.fault) << test.error_class;
    EXPECT_EQ(verdict.scope, test.scope) << test.error_class;
    EXPECT_EQ(verdict.retryable, test.retryable) << test.error_class;
  }
  EXPECT_EQ(judge(AIP_E_RATE_LIMITED, 7000).retry_after_ms, 7000);
}

TEST_F(ProviderTest, AnIdThatTheUpstreamDoesNotKnowIsTheClientsFault) {
  for (const aip_verdict& verdict : {judge(AIP_E_NOT_FOUND, -1, AIP_OP_GET_RESPONSE),
                                     judge(AIP_E_NOT_FOUND, -1, AIP_OP_GENERATE, "input")}) {
    EXPECT_EQ(verdict.fault, AIP_FAULT_CLIENT);
    EXPECT_EQ(verdict.scope, AIP_SCOPE_NONE);
  }
}

}  // namespace
}  // namespace aipool::openai
