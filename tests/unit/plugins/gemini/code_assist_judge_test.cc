// SPDX-License-Identifier: MIT
#include "generate_test.h"

namespace aipool::gemini {
namespace {

constexpr std::string_view kDomain = R"(,"domain":"cloudcode-pa.googleapis.com")";

std::string info(const std::string& reason, const std::string& more = {}) {
  return R"({"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":")" + reason + "\"" + more + "}";
}
std::string retry(const std::string& delay) {
  return R"({"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":")" + delay + "\"}";
}
std::string quota(const std::string& id) {
  return R"({"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":")" + id + "\"}]}";
}

class CodeAssistJudgeTest : public GenerateTest {
 protected:
  struct Row {
    int status;
    std::string details;
    std::string message;
    std::string verdict;
  };

  static std::string body_of(const Row& row) {
    return R"({"error":{"code":)" + std::to_string(row.status) + R"(,"message":")" + row.message + R"(","details":[)" +
           row.details + "]}}";
  }

  // "upstream account yes 500", then flags. `stream`: the body is not there, only what was read of it.
  std::string judged(int status, const std::string& body, bool stream = false) {
    static constexpr const char* kFaults[] = {"-", "client", "credential", "model", "upstream", "local"};
    static constexpr const char* kScopes[] = {"-", "none", "model", "account", "provider"};
    static constexpr const char* kRetry[] = {"-", "yes", "no"};
    const sdk::Fault said = read_error(status, body);
    const aip_error error = sdk::error_of(said);
    aip_failure failure{};
    failure.struct_size = sizeof failure;
    failure.operation = AIP_OP_GENERATE;
    failure.status = status;
    failure.error = &error;
    if (stream) {
      failure.flags = AIP_ERROR_IN_STREAM;
    } else {
      failure.body = sdk::bytes(body);
    }
    aip_verdict verdict{};
    verdict.struct_size = sizeof verdict;
    verdict.retry_after_ms = -1;
    kit::Call call(host_);
    const aip_provider& provider = plugin_.provider("gemini-oauth");
    EXPECT_EQ(provider.judge(plugin_.instance(), call.env(), &failure, &verdict), AIP_OK);
    std::string text =
        std::string(kFaults[verdict.fault]) + " " + kScopes[verdict.scope] + " " + kRetry[verdict.retryable];
    if (verdict.retry_after_ms >= 0) text += " " + std::to_string(verdict.retry_after_ms);
    if ((verdict.flags & AIP_VERDICT_REFRESH) != 0) text += " refresh";
    if ((verdict.flags & AIP_VERDICT_PERMANENT) != 0) text += " permanent";
    return text;
  }

  // Eight o'clock in the morning, UTC.
  std::string until_reset() const {
    constexpr std::int64_t kHour = 3'600'000;
    return std::to_string(24 * kHour - (host_.unix_ms() + 16 * kHour) % (24 * kHour));
  }

  // Alone, and as the first of an array.
  void expect(const Row& row) {
    const std::string body = body_of(row);
    EXPECT_EQ(judged(row.status, body), row.verdict) << body;
    EXPECT_EQ(judged(row.status, "[" + body + "]"), row.verdict) << body;
  }
};

TEST_F(CodeAssistJudgeTest, ATokenThatIsRefusedIsRefreshed) {
  expect({401, "", "Request had invalid authentication credentials.", "credential account yes refresh"});
  EXPECT_EQ(judged(401, "<html>"), "credential account yes refresh");
}

TEST_F(CodeAssistJudgeTest, AnAccountToBeVerifiedIsOutOfUseAndTheOperatorGetsTheLink) {
  const std::string help =
      R"(,{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"d","url":"https://verify.example/"}]})";
  expect({403, info("VALIDATION_REQUIRED", std::string(kDomain)) + help, "verify", "credential account yes permanent"});
  const kit::LogLine& line = host_.log().back();
  EXPECT_EQ(line.level, AIP_LOG_WARN);
  bool linked = false;
  for (const auto& [name, value] : line.fields)
    linked = linked || (name == "help" && value == "https://verify.example/");
  EXPECT_TRUE(linked);
  expect({403, info("VALIDATION_REQUIRED", R"(,"domain":"other")"), "verify", "credential account yes"});
}

TEST_F(CodeAssistJudgeTest, ServicesAndLicencesThatAreGoneAreGoneForGood) {
  const std::string gone = "credential account yes permanent";
  expect({403, "", "This service has been disabled in this account for violation of Terms of Service.", gone});
  expect({403, "", "Your account was found in breach of the Terms of Service", gone});
  expect({403, info("SERVICE_DISABLED"), "The API is off", gone});
  expect({403, "", "This client is no longer supported for individuals.", gone});
  expect({403, "", "There is no valid license for this user (#3501)", gone});
  expect({400, "", "Error #3501: no valid license", gone});
}

TEST_F(CodeAssistJudgeTest, OtherRefusals) {
  expect({403, "", "The caller does not have permission", "credential account yes"});
  expect({404, "", "Requested entity was not found.", "model model yes"});
  expect({400, "", "Terms of Service are mentioned by a client", "client none no"});
  expect({413, "", "too large", "client none no"});
}

TEST_F(CodeAssistJudgeTest, ADelayThatIsAskedForIsKept) {
  expect({429, retry("34.07s"), "slow", "upstream account yes 34070"});
  expect({429, retry("900ms"), "slow", "upstream account yes 900"});
  expect({503, retry("2s"), "busy", "upstream account yes 2000"});
  expect({429, retry("301s"), "slow", "upstream account yes 301000"});
  expect({429, "", "Please retry in 12.5s.", "upstream account yes 12500"});
  expect({429, "", "Your quota will reset after 3h22m11s.", "upstream account yes 12131000"});
  expect({429, "", "retry after a while, after 5s", "upstream account yes 5000"});
  expect({429, retry("7s") + "," + info("RATE_LIMIT_EXCEEDED", R"(,"metadata":{"quotaResetDelay":"9s"})"), "after 3s",
          "upstream account yes 7000"});
  expect({429, info("RATE_LIMIT_EXCEEDED", R"(,"metadata":{"quotaResetDelay":"9s"})"), "after 3s",
          "upstream account yes 9000"});
  expect({429, info("RATE_LIMIT_EXCEEDED"), "slow", "upstream account yes"});
  expect({429, retry("soon"), "slow", "upstream account yes"});
  expect({503, "", "The service is currently unavailable.", "upstream account yes"});
}

TEST_F(CodeAssistJudgeTest, DailyQuotasRestUntilTheyAreFullAgain) {
  expect({429, quota("GenerateRequestsPerDayPerProject") + "," + retry("5s"), "quota",
          "upstream account yes " + until_reset()});
  expect({429, quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier"), "quota",
          "upstream model yes " + until_reset()});
  expect({429, quota("DailyLimit"), "quota", "upstream account yes " + until_reset()});
  expect({429, quota("GenerateRequestsPerMinutePerProject"), "quota", "upstream account yes 60000"});
  expect({429, quota("GenerateRequestsPerMinutePerProjectPerModel") + "," + retry("5s"), "quota",
          "upstream model yes 5000"});
  expect({429, quota("x"), "Quota exceeded, limit: 0", "upstream model yes " + until_reset()});
}

TEST_F(CodeAssistJudgeTest, WhatIsExhaustedIsTheModelOrTheAccount) {
  expect({429, info("QUOTA_EXHAUSTED", R"(,"metadata":{"model":"m","quotaResetDelay":"1h"})"), "used up",
          "upstream model yes 3600000"});
  expect({429, info("QUOTA_EXHAUSTED", R"(,"metadata":{"model":"m","quotaResetTimeStamp":"2024-01-03T00:00:00.5Z"})"),
          "used up", "upstream model yes " + std::to_string(1'704'240'000'500 - host_.unix_ms())});
  expect({429, info("QUOTA_EXHAUSTED"), "used up", "upstream account yes " + until_reset()});
  expect({429, info("MODEL_CAPACITY_EXHAUSTED"), "No capacity", "upstream model yes"});
  expect({503, info("MODEL_CAPACITY_EXHAUSTED") + "," + retry("4s"), "No capacity", "upstream model yes 4000"});
  expect({429, info("INSUFFICIENT_G1_CREDITS_BALANCE"), "no credits", "upstream account yes " + until_reset()});
}

TEST_F(CodeAssistJudgeTest, FaultsThatPass) {
  for (const int status : {499, 500, 502, 504}) expect({status, "", "x", "upstream account yes"});
}

TEST_F(CodeAssistJudgeTest, InsideOfAStreamTheWordsThatWereReadDecide) {
  const std::string body = body_of({429, info("MODEL_CAPACITY_EXHAUSTED") + "," + retry("4s"), "No capacity", {}});
  EXPECT_EQ(judged(429, body, true), "upstream model yes 4000");
}

}  // namespace
}  // namespace aipool::gemini
