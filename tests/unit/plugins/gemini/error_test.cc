// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class ErrorTest : public GenerateTest {};

TEST_F(ErrorTest, ReadsTheVendorsObjectAndTheTimeToWait) {
  const sdk::Fault fault =
      read_error(429, R"({"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED","details":
      [{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.4s"}]}})");
  EXPECT_EQ(fault.error_class, AIP_E_RATE_LIMITED);
  EXPECT_EQ(fault.retry_after_ms, 34400);
  EXPECT_EQ(fault.type, "RESOURCE_EXHAUSTED");
}

TEST_F(ErrorTest, ABadKeyIsACredentialsFaultThoughItsStatusIs400) {
  const sdk::Fault fault =
      read_error(400, R"([{"error":{"code":400,"message":"bad key","status":"INVALID_ARGUMENT","details":
      [{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}])");
  EXPECT_EQ(fault.error_class, AIP_E_AUTH);
}

std::string error_body(std::string_view status, std::string_view message = "x", std::string_view detail = "") {
  return R"({"error":{"code":1,"message":")" + std::string(message) + R"(","status":")" + std::string(status) +
         R"(","details":[)" + std::string(detail) + "]}}";
}

TEST_F(ErrorTest, ClassesFollowTheReasonThenTheStatusWordAndThenTheStatus) {
  constexpr std::string_view kBadKey =
      R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"})";
  const struct {
    int status;
    std::string body;
    std::int32_t expected;
  } kCases[] = {
      {400, error_body("INVALID_ARGUMENT"), AIP_E_INVALID_REQUEST},
      {400, error_body("INVALID_ARGUMENT", "API key not valid.", kBadKey), AIP_E_AUTH},
      {400, error_body("INVALID_ARGUMENT", "The input token count exceeds the maximum number of tokens allowed (9)."),
       AIP_E_CONTEXT_LENGTH},
      {400, error_body("OUT_OF_RANGE"), AIP_E_INVALID_REQUEST},
      {400, error_body("FAILED_PRECONDITION"), AIP_E_PERMISSION},
      {401, error_body("UNAUTHENTICATED"), AIP_E_AUTH},
      {403, error_body("PERMISSION_DENIED"), AIP_E_PERMISSION},
      {404, error_body("NOT_FOUND"), AIP_E_NOT_FOUND},
      {409, error_body("ABORTED"), AIP_E_INVALID_REQUEST},
      {413, "<html>", AIP_E_TOO_LARGE},
      {429, error_body("RESOURCE_EXHAUSTED"), AIP_E_RATE_LIMITED},
      {499, error_body("CANCELLED"), AIP_E_CANCELLED},
      {500, error_body("INTERNAL"), AIP_E_INTERNAL},
      {500, error_body("UNKNOWN"), AIP_E_INTERNAL},
      {500, error_body("DATA_LOSS"), AIP_E_INTERNAL},
      {501, error_body("UNIMPLEMENTED"), AIP_E_INTERNAL},
      {503, error_body("UNAVAILABLE"), AIP_E_OVERLOADED},
      {504, error_body("DEADLINE_EXCEEDED"), AIP_E_TIMEOUT},
      {503, "", AIP_E_OVERLOADED},
      {401, R"({"error":"plain"})", AIP_E_AUTH},
  };
  for (const auto& test : kCases) EXPECT_EQ(read_error(test.status, test.body).error_class, test.expected) << test.body;
  EXPECT_EQ(read_error(500, "<html>secret</html>").message, "The upstream answered with status 500.");
}

TEST_F(ErrorTest, EveryUnitOfADelayIsRead) {
  const auto delay = [&](std::string_view text) {
    return read_error(429, error_body("RESOURCE_EXHAUSTED", "x",
                                      R"({"@type":"google.rpc.RetryInfo","retryDelay":")" + std::string(text) + "\"}"))
        .retry_after_ms;
  };
  EXPECT_EQ(delay("34.07s"), 34070);
  EXPECT_EQ(delay("900ms"), 900);
  EXPECT_EQ(delay("0s"), 0);
  for (const std::string_view odd : {"", "s", "9", "9m", "-1s", "1e99s", "nans"}) EXPECT_EQ(delay(odd), -1) << odd;
}

TEST_F(ErrorTest, EveryClassHasItsWordAndStatusForTheClient) {
  const struct {
    std::int32_t error_class;
    int status;
    const char* word;
  } kCases[] = {{AIP_E_INVALID_REQUEST, 400, "INVALID_ARGUMENT"},
                {AIP_E_AUTH, 401, "UNAUTHENTICATED"},
                {AIP_E_PERMISSION, 403, "PERMISSION_DENIED"},
                {AIP_E_NOT_FOUND, 404, "NOT_FOUND"},
                {AIP_E_RATE_LIMITED, 429, "RESOURCE_EXHAUSTED"},
                {AIP_E_QUOTA, 429, "RESOURCE_EXHAUSTED"},
                {AIP_E_OVERLOADED, 503, "UNAVAILABLE"},
                {AIP_E_TIMEOUT, 504, "DEADLINE_EXCEEDED"},
                {AIP_E_UPSTREAM_PROTOCOL, 502, "UNAVAILABLE"},
                {AIP_E_CONTENT_FILTER, 400, "INVALID_ARGUMENT"},
                {AIP_E_CONTEXT_LENGTH, 400, "INVALID_ARGUMENT"},
                {AIP_E_UNSUPPORTED, 400, "INVALID_ARGUMENT"},
                {AIP_E_TOO_LARGE, 413, "INVALID_ARGUMENT"},
                {AIP_E_CANCELLED, 499, "CANCELLED"},
                {AIP_E_INTERNAL, 500, "INTERNAL"},
                {AIP_E_PANIC, 500, "INTERNAL"}};
  for (const auto& test : kCases) {
    const kit::Encoded written = write_error({test.error_class, "why"});
    EXPECT_EQ(written.status, test.status);
    EXPECT_TRUE(same_json(written.body, R"({"error":{"code":)" + std::to_string(test.status) +
                                            R"(,"message":"why","status":")" + test.word + "\"}}"));
  }
}

TEST_F(ErrorTest, OurOwnFaultsSayTheirFieldAndCodeInDetails) {
  sdk::Fault fault{AIP_E_INVALID_REQUEST, "'contents' is required.", "contents"};
  fault.type = "invalid_request_error";
  fault.code = "missing";
  EXPECT_TRUE(same_json(write_error(fault).body, R"({"error":{"code":400,"message":"'contents' is required.",
      "status":"INVALID_ARGUMENT","details":[
      {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"missing"},
      {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
          {"field":"contents","description":"'contents' is required."}]}]}})"));
}

TEST_F(ErrorTest, DetailsOfTheVendorComeBack) {
  const sdk::Fault fault = read_error(400, error_body("FAILED_PRECONDITION", "no", R"(
      {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"REGION"},
      {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"contents[0]","description":"no"}]},
      {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"})"));
  EXPECT_TRUE(same_json(write_error(fault).body, R"({"error":{"code":400,"message":"no","status":"FAILED_PRECONDITION",
      "details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"REGION"},
      {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"contents[0]","description":"no"}]},
      {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"2s"}]}})"));
}

TEST_F(ErrorTest, WordsOfAnotherProtocolAreTranslated) {
  sdk::Fault fault{AIP_E_RATE_LIMITED, "why", "messages"};
  fault.type = "requests";
  fault.code = "rate_limit_exceeded";
  fault.origin = other_;
  EXPECT_TRUE(
      same_json(write_error(fault).body, R"({"error":{"code":429,"message":"why","status":"RESOURCE_EXHAUSTED"}})"));
}

TEST_F(ErrorTest, WritesTheVendorsObject) {
  sdk::Fault fault{AIP_E_NOT_FOUND, "There is no such model."};
  fault.retry_after_ms = 1500;
  const kit::Encoded written = write_error(fault);
  EXPECT_EQ(written.status, 404);
  EXPECT_TRUE(same_json(written.body, R"({"error":{"code":404,"message":"There is no such model.","status":"NOT_FOUND",
      "details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"1.500s"}]}})"));
}

}  // namespace
}  // namespace aipool::gemini
