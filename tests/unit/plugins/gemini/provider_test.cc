// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class ProviderTest : public GenerateTest {
 protected:
  // "POST /path?query", the flags where there are any, and the headers.
  std::string prepared(kit::Request& request, const kit::Account& account) {
    aip_prepared out{};
    out.struct_size = sizeof out;
    const aip_rc rc =
        plugin_.provider("gemini-custom")
            .prepare(plugin_.instance(), request.call().env(), account.table(), &request.canonical(), &out);
    if (rc != AIP_OK) return "refused";
    std::string text = std::string(sdk::view(out.method)) + " " + std::string(sdk::view(out.path));
    if (out.query.len != 0) text.append("?").append(sdk::view(out.query));
    if (out.flags != 0) text += " no pass";
    for (const aip_field& header : sdk::span(out.headers)) {
      text.append("\n").append(sdk::view(header.name)).append(": ").append(sdk::view(header.value));
    }
    return text;
  }
};

TEST_F(ProviderTest, TheKeyGoesInAHeaderAndTheModelInThePath) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  const auto made = asks(":streamGenerateContent?alt=sse", std::string(kAsk), "gemini-2.5-pro");
  EXPECT_EQ(prepared(*made, account),
            "POST /v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse\nx-goog-api-key: k\n"
            "accept: text/event-stream\ncontent-type: application/json");
}

TEST_F(ProviderTest, AnotherFormOfStreamIsConverted) {
  const kit::Account account({.options = {{"version", "v1"}, {"auth", "bearer"}}, .credential = {{"api_key", "k"}}});
  EXPECT_EQ(prepared(*streaming(""), account),
            "POST /v1/models/m:streamGenerateContent?alt=sse no pass\nauthorization: Bearer k\n"
            "accept: text/event-stream\ncontent-type: application/json");
}

TEST_F(ProviderTest, OtherOperations) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  const auto first_line = [&](kit::Request& request) {
    const std::string text = prepared(request, account);
    return text.substr(0, text.find('\n'));
  };
  EXPECT_EQ(first_line(*asks(":countTokens", std::string(kAsk))), "POST /v1beta/models/m:countTokens");
  EXPECT_EQ(first_line(*asks(":embedContent", R"({"content":{}})")), "POST /v1beta/models/m:embedContent");
  EXPECT_EQ(first_line(*asks(":batchEmbedContents", R"({"requests":[]})")), "POST /v1beta/models/m:batchEmbedContents");
  const auto made = foreign();
  made->canonical().operation = AIP_OP_EMBED;
  EXPECT_EQ(first_line(*made), "POST /v1beta/models/m:batchEmbedContents");
  made->canonical().operation = AIP_OP_LIST_MODELS;
  EXPECT_EQ(first_line(*made), "GET /v1beta/models?pageSize=1000");
  made->canonical().operation = AIP_OP_COMPACT;
  EXPECT_EQ(prepared(*made, account), "refused");
}

TEST_F(ProviderTest, AModelsNameNeverLeadsToAnotherPath) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  const auto made = foreign();
  const auto path = [&](std::string_view model) {
    made->canonical().upstream_model = sdk::bytes(model);
    const std::string text = prepared(*made, account);
    return text.substr(0, text.find('\n'));
  };
  for (const std::string_view model : {"..", ".", "../x", "a/../b", "a/..", "a/./b", "models/..", "../../v1/files/x"}) {
    EXPECT_EQ(path(model), "refused") << model;
  }
  EXPECT_EQ(path("a..b"), "POST /v1beta/models/a..b:generateContent");
  EXPECT_EQ(path("...a/.b"), "POST /v1beta/models/...a/.b:generateContent");
  EXPECT_EQ(path("models/gemini-x"), "POST /v1beta/models/gemini-x:generateContent");
  EXPECT_EQ(path("a+b"), "POST /v1beta/models/a%2Bb:generateContent");
}

TEST_F(ProviderTest, CallsWithoutSignaturesAreEncodedAnewForLaterModels) {
  const kit::Account account({.credential = {{"api_key", "k"}}});
  constexpr std::string_view kHistory = R"({"contents":{"role":"model","parts":{"functionCall":{"name":"f"}}}})";
  const auto passes = [&](const std::string& model) {
    return prepared(*asks(":generateContent", std::string(kHistory), model), account).find("no pass") ==
           std::string::npos;
  };
  EXPECT_FALSE(passes("gemini-3-pro-preview"));
  EXPECT_FALSE(passes("gemini-pro-latest"));
  EXPECT_FALSE(passes("gemini-flash-lite-latest"));
  EXPECT_FALSE(passes("gemini-10-pro"));
  EXPECT_TRUE(passes("gemini-2.5-pro"));
  EXPECT_TRUE(passes("gemma-3-27b-it"));
  EXPECT_TRUE(passes("claude-opus"));
}

TEST_F(ProviderTest, AccountsThatCannotWorkAreRefused) {
  const auto fault = [&](const kit::AccountText& text) {
    kit::Request request(host_);
    const kit::Account account(text);
    const aip_provider& provider = plugin_.provider("gemini-custom");
    const aip_rc rc = provider.check_account(plugin_.instance(), request.call().env(), account.table());
    return rc == AIP_OK ? std::string() : request.call().fault()->param;
  };
  for (const char* base :
       {"https://x", "https://x/", "https://x/gemini", "https://v1", "https://x/v1.example", "http://127.0.0.1:9"}) {
    EXPECT_EQ(fault({.base_url = base}), "") << base;
  }
  for (const char* base :
       {"https://x/v1", "https://x/v1beta", "https://x/v1beta/", "https://x/a/v1alpha", "https://x/v1beta1//"}) {
    EXPECT_EQ(fault({.base_url = base}), "base_url") << base;
  }
  EXPECT_EQ(fault({.base_url = "https://x/api", .options = {{"version", "api"}}}), "base_url");
  EXPECT_EQ(fault({.base_url = "https://x", .options = {{"version", "a/b"}}}), "version");
  EXPECT_EQ(fault({.base_url = "https://x", .options = {{"auth", "basic"}}}), "auth");
  EXPECT_EQ(fault({.base_url = "https://x", .protocol = "openai.chat"}), "protocol");
}

// What the vendor answers, and who is at fault.
TEST_F(ProviderTest, EveryRowOfTheErrorTableHasItsVerdict) {
  constexpr std::string_view kBadKey =
      R"(,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}])";
  constexpr std::string_view kWait =
      R"(,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}])";
  const struct {
    int status;
    const char* word;
    std::string_view details;
    aip_enum fault;
    aip_enum scope;
    aip_enum retryable;
    std::int64_t wait;
  } kCases[] = {
      {400, "INVALID_ARGUMENT", "", AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO, -1},
      {400, "INVALID_ARGUMENT", kBadKey, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES, -1},
      {400, "FAILED_PRECONDITION", "", AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES, -1},
      {400, "OUT_OF_RANGE", "", AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO, -1},
      {401, "UNAUTHENTICATED", "", AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES, -1},
      {403, "PERMISSION_DENIED", "", AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES, -1},
      {404, "NOT_FOUND", "", AIP_FAULT_MODEL, AIP_SCOPE_MODEL, AIP_YES, -1},
      {409, "ABORTED", "", AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO, -1},
      {429, "RESOURCE_EXHAUSTED", kWait, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES, 34400},
      {499, "CANCELLED", "", 0, 0, 0, -1},  // the host's table decides, as of the next
      {500, "INTERNAL", "", 0, 0, 0, -1},
      {500, "UNKNOWN", "", 0, 0, 0, -1},
      {500, "DATA_LOSS", "", 0, 0, 0, -1},
      {501, "UNIMPLEMENTED", "", 0, 0, 0, -1},
      {503, "UNAVAILABLE", "", AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES, -1},
      {504, "DEADLINE_EXCEEDED", "", 0, 0, 0, -1},
  };
  for (const auto& test : kCases) {
    const sdk::Fault said =
        read_error(test.status, R"({"error":{"code":)" + std::to_string(test.status) + R"(,"message":"x","status":")" +
                                    test.word + "\"" + std::string(test.details) + "}}");
    const aip_error error = sdk::error_of(said);
    aip_failure failure{};
    failure.struct_size = sizeof failure;
    failure.operation = AIP_OP_GENERATE;
    failure.status = test.status;
    failure.error = &error;
    aip_verdict verdict{};
    verdict.struct_size = sizeof verdict;
    verdict.retry_after_ms = -1;
    kit::Request request(host_);
    const aip_provider& provider = plugin_.provider("gemini-custom");
    ASSERT_EQ(provider.judge(plugin_.instance(), request.call().env(), &failure, &verdict), AIP_OK);
    EXPECT_EQ(verdict.fault, test.fault) << test.status << test.word;
    EXPECT_EQ(verdict.scope, test.scope) << test.status << test.word;
    EXPECT_EQ(verdict.retryable, test.retryable) << test.status << test.word;
    EXPECT_EQ(verdict.retry_after_ms, test.wait) << test.status << test.word;
  }
}

}  // namespace
}  // namespace aipool::gemini
