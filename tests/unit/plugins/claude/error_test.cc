// SPDX-License-Identifier: MIT
#include "messages_test.h"

namespace aipool::claude {
namespace {

using ErrorTest = MessagesTest;

std::string error_body(std::string_view type, std::string_view message) {
  return R"({"type":"error","error":{"type":")" + std::string(type) + R"(","message":")" + std::string(message) + "\"}}";
}

TEST_F(ErrorTest, ClassesFollowTheTypeAndThenTheStatus) {
  const struct {
    int status;
    std::string body;
    std::int32_t expected;
  } kCases[] = {
      {400, error_body("invalid_request_error", "x"), AIP_E_INVALID_REQUEST},
      {400, error_body("invalid_request_error", "prompt is too long: 3 tokens"), AIP_E_CONTEXT_LENGTH},
      {401, error_body("authentication_error", "x"), AIP_E_AUTH},
      {403, error_body("permission_error", "x"), AIP_E_PERMISSION},
      {402, error_body("billing_error", "x"), AIP_E_QUOTA},
      {404, error_body("not_found_error", "model: x"), AIP_E_NOT_FOUND},
      {413, error_body("request_too_large", "x"), AIP_E_TOO_LARGE},
      {429, error_body("rate_limit_error", "x"), AIP_E_RATE_LIMITED},
      {500, error_body("api_error", "x"), AIP_E_INTERNAL},
      {504, error_body("timeout_error", "x"), AIP_E_TIMEOUT},
      {529, error_body("overloaded_error", "x"), AIP_E_OVERLOADED},
      {529, "<html>", AIP_E_OVERLOADED},
      {401, "", AIP_E_AUTH},
  };
  for (const auto& test : kCases) EXPECT_EQ(read_error(test.status, test.body).error_class, test.expected) << test.body;
}

TEST_F(ErrorTest, WordsOfTheUpstreamStayAndOddOnesGetASentence) {
  const sdk::Fault said = read_error(429, error_body("rate_limit_error", "slow down"), {{"retry-after", "3"}});
  EXPECT_EQ(said.message, "slow down");
  EXPECT_EQ(said.retry_after_ms, 3000);
  EXPECT_EQ(read_error(500, "<html>secret</html>").message, "The upstream answered with status 500.");
}

TEST_F(ErrorTest, EveryClassHasItsTypeAndStatusForTheClient) {
  const struct {
    std::int32_t error_class;
    int status;
    const char* type;
  } kCases[] = {{AIP_E_INVALID_REQUEST, 400, "invalid_request_error"}, {AIP_E_AUTH, 401, "authentication_error"},
                {AIP_E_PERMISSION, 403, "permission_error"},           {AIP_E_NOT_FOUND, 404, "not_found_error"},
                {AIP_E_RATE_LIMITED, 429, "rate_limit_error"},         {AIP_E_QUOTA, 402, "billing_error"},
                {AIP_E_OVERLOADED, 529, "overloaded_error"},           {AIP_E_TIMEOUT, 504, "timeout_error"},
                {AIP_E_UPSTREAM_PROTOCOL, 502, "api_error"},           {AIP_E_CONTENT_FILTER, 400, "invalid_request_error"},
                {AIP_E_CONTEXT_LENGTH, 400, "invalid_request_error"},  {AIP_E_UNSUPPORTED, 400, "invalid_request_error"},
                {AIP_E_TOO_LARGE, 413, "request_too_large"},           {AIP_E_INTERNAL, 500, "api_error"}};
  for (const auto& test : kCases) {
    const kit::Encoded written = write_error({test.error_class, "why"});
    EXPECT_EQ(written.status, test.status);
    EXPECT_NE(written.body.find(R"({"type":"error","error":{"type":")" + std::string(test.type) + R"(","message":"why"})"),
              std::string::npos)
        << written.body;
  }
}

TEST_F(ErrorTest, WordsOfAnotherProtocolAreTranslated) {
  sdk::Fault fault{AIP_E_RATE_LIMITED, "why"};
  fault.type = "requests";
  fault.origin = other_;
  EXPECT_NE(write_error(fault).body.find(R"("type":"rate_limit_error")"), std::string::npos);
}

TEST_F(ErrorTest, RefusedThreadsCarryTheCodeThatClientsAnswerTo) {
  sdk::Fault fault{AIP_E_INVALID_REQUEST, "why"};
  fault.code = "thread_unsupported_request";
  EXPECT_NE(write_error(fault).body.find(R"("details":{"error_code":"thread_unsupported_request","unsupported":["thread"]})"),
            std::string::npos);
}

}  // namespace
}  // namespace aipool::claude
