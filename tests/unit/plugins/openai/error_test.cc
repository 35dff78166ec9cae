// SPDX-License-Identifier: MIT
#include "chat_test.h"

namespace aipool::openai {
namespace {

using ErrorTest = ChatTest;

TEST_F(ErrorTest, ClassesFollowTheVendorsWordsAndThenTheStatus) {
  const struct {
    int status;
    const char* body;
    std::int32_t expected;
  } kCases[] = {
      {400, R"({"error":{"message":"x","type":"invalid_request_error","code":null}})", AIP_E_INVALID_REQUEST},
      {400, R"({"error":{"message":"x","code":"context_length_exceeded"}})", AIP_E_CONTEXT_LENGTH},
      {400, R"({"error":{"message":"This model's maximum context length is 8192 tokens"}})", AIP_E_CONTEXT_LENGTH},
      {401, R"({"error":{"message":"x","code":"invalid_api_key"}})", AIP_E_AUTH},
      {402, "{}", AIP_E_QUOTA},
      {403, "{}", AIP_E_PERMISSION},
      {404, R"({"error":{"message":"x","code":"model_not_found"}})", AIP_E_NOT_FOUND},
      {400, R"({"error":{"message":"x","code":"model_not_found"}})", AIP_E_NOT_FOUND},
      {408, "{}", AIP_E_TIMEOUT},
      {413, "{}", AIP_E_TOO_LARGE},
      {422, "{}", AIP_E_INVALID_REQUEST},
      {429, R"({"error":{"message":"x","type":"requests","code":"rate_limit_exceeded"}})", AIP_E_RATE_LIMITED},
      {429, R"({"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}})", AIP_E_QUOTA},
      {429, "{}", AIP_E_RATE_LIMITED},
      {500, R"({"error":{"message":"x","type":"server_error"}})", AIP_E_INTERNAL},
      {503, "{}", AIP_E_OVERLOADED},
      {529, "{}", AIP_E_OVERLOADED},
      {504, "{}", AIP_E_TIMEOUT},
      {302, "{}", AIP_E_UPSTREAM_PROTOCOL},
  };
  for (const auto& test : kCases) EXPECT_EQ(read_error(test.status, test.body).error_class, test.expected) << test.body;
}

TEST_F(ErrorTest, EveryShapeOfCompatibleHostsGivesItsMessage) {
  const struct {
    const char* body;
    const char* message;
    const char* code;
    const char* param;
  } kCases[] = {
      {R"({"error":{"message":"m","type":"t","param":"p","code":"c"}})", "m", "c", "p"},
      {R"({"error":{"message":"m","code":429}})", "m", "429", ""},
      {R"({"error":"m"})", "m", "", ""},
      {R"({"code":"c","error":"m"})", "m", "c", ""},
      {R"({"detail":"m"})", "m", "", ""},
      {R"({"detail":[{"loc":["body","messages",0],"msg":"m","type":"missing"}]})", "m", "", "body.messages.0"},
      {R"({"object":"error","message":"m","type":"t","code":"c"})", "m", "c", ""},
      {R"({"object":"error","message":{"detail":[{"loc":["body"],"msg":"m"}]}})", "m", "", "body"},
      {R"([{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}])", "m", "400", ""},
      {"<html><h1>Bad Gateway</h1></html>", "The upstream answered with status 400.", "", ""},
      {"", "The upstream answered with status 400.", "", ""},
      {R"({"error":{"message":{}}})", "The upstream answered with status 400.", "", ""},
      {R"([])", "The upstream answered with status 400.", "", ""},
      {R"("text")", "The upstream answered with status 400.", "", ""},
  };
  for (const auto& test : kCases) {
    const sdk::Fault seen = read_error(400, test.body);
    EXPECT_EQ(seen.message, test.message) << test.body;
    EXPECT_EQ(seen.code, test.code) << test.body;
    EXPECT_EQ(seen.param, test.param) << test.body;
    EXPECT_EQ(seen.http_status, 400);
    EXPECT_EQ(seen.origin, own_);
  }
}

TEST_F(ErrorTest, LongMessagesAreCutWhereACharacterBegins) {
  std::string text = "x";
  while (text.size() < 5000) text += "\xe6\xbc\xa2";
  const std::string message = read_error(400, R"({"error":{"message":")" + text + "\"}}").message;
  EXPECT_LE(message.size(), 2000U);
  EXPECT_GT(message.size(), 1990U);
  EXPECT_EQ(message.size() % 3, 1U);
}

TEST_F(ErrorTest, RetryAfterInSecondsOrMilliseconds) {
  EXPECT_EQ(read_error(429, "{}", {{"Retry-After", "7"}}).retry_after_ms, 7000);
  EXPECT_EQ(read_error(429, "{}", {{"retry-after", "0.5"}}).retry_after_ms, 500);
  EXPECT_EQ(read_error(429, "{}", {{"retry-after-ms", "250"}, {"retry-after", "7"}}).retry_after_ms, 250);
  EXPECT_EQ(read_error(429, "{}", {{"retry-after", "-3"}}).retry_after_ms, -1);
  EXPECT_EQ(read_error(429, "{}", {{"retry-after", "soon"}}).retry_after_ms, -1);
  EXPECT_EQ(read_error(429, "{}").retry_after_ms, -1);
}

TEST_F(ErrorTest, OwnErrorsKeepStatusAndWords) {
  for (const char* body : {
           R"({"error":{"message":"m","type":"invalid_request_error","param":"messages[3]","code":"invalid_value"}})",
           R"({"error":{"message":"m","type":"invalid_request_error","param":null,"code":null}})",
           R"({"error":{"message":"m","type":"api_error","param":null,"code":429}})",
       }) {
    const kit::Encoded seen = write_error(read_error(418, body));
    EXPECT_EQ(seen.status, 418);
    EXPECT_EQ(seen.content_type, "application/json");
    EXPECT_TRUE(same_json(seen.body, body));
  }
}

TEST_F(ErrorTest, OtherErrorsGetWordsByTheirClass) {
  const struct {
    std::int32_t error_class;
    int status;
    const char* type;
    const char* code;
  } kCases[] = {
      {AIP_E_INVALID_REQUEST, 400, "invalid_request_error", "null"},
      {AIP_E_AUTH, 401, "invalid_request_error", R"("invalid_api_key")"},
      {AIP_E_PERMISSION, 403, "permission_error", "null"},
      {AIP_E_NOT_FOUND, 404, "invalid_request_error", R"("model_not_found")"},
      {AIP_E_RATE_LIMITED, 429, "rate_limit_error", R"("rate_limit_exceeded")"},
      {AIP_E_QUOTA, 429, "insufficient_quota", R"("insufficient_quota")"},
      {AIP_E_OVERLOADED, 503, "server_error", R"("overloaded")"},
      {AIP_E_TIMEOUT, 504, "server_error", R"("timeout")"},
      {AIP_E_UPSTREAM_PROTOCOL, 502, "server_error", R"("bad_upstream")"},
      {AIP_E_CONTENT_FILTER, 400, "invalid_request_error", R"("content_filter")"},
      {AIP_E_CONTEXT_LENGTH, 400, "invalid_request_error", R"("context_length_exceeded")"},
      {AIP_E_UNSUPPORTED, 400, "invalid_request_error", R"("unsupported")"},
      {AIP_E_TOO_LARGE, 413, "invalid_request_error", R"("request_too_large")"},
      {AIP_E_INTERNAL, 500, "server_error", "null"},
      {AIP_E_PANIC, 500, "server_error", "null"},
  };
  for (const auto& test : kCases) {
    sdk::Fault fault{test.error_class, "m", "p", "their_type", "their_code"};
    fault.origin = other_;
    const kit::Encoded seen = write_error(fault);
    EXPECT_EQ(seen.status, test.status);
    EXPECT_EQ(seen.body, R"({"error":{"message":"m","type":")" + std::string(test.type) + R"(","param":null,"code":)" +
                             test.code + "}}");
  }
}

TEST_F(ErrorTest, TheHostsOwnWordsAreOurs) {
  EXPECT_TRUE(same_json(write_error({AIP_E_NOT_FOUND, "no such model", "model"}).body,
                        R"({"error":{"message":"no such model","type":"invalid_request_error","param":"model",
                            "code":"model_not_found"}})"));
  EXPECT_TRUE(same_json(write_error({AIP_E_NOT_FOUND, "no such route", "", "", "unknown_url"}).body,
                        R"({"error":{"message":"no such route","type":"invalid_request_error","param":null,
                            "code":"unknown_url"}})"));
}

TEST_F(ErrorTest, StatusesThatNoClientKnowsAreTranslated) {
  sdk::Fault fault{AIP_E_OVERLOADED, "busy"};
  fault.http_status = 529;
  EXPECT_EQ(write_error(fault).status, 503);
}

}  // namespace
}  // namespace aipool::openai
