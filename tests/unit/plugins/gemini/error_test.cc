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
