// SPDX-License-Identifier: MIT
#include "kiro_test.h"

namespace aipool::kiro {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

class ErrorTest : public KiroTest {
 protected:
  struct Judged {
    sdk::Fault error;
    aip_verdict verdict{};
    bool refresh() const { return (verdict.flags & AIP_VERDICT_REFRESH) != 0; }
    bool permanent() const { return (verdict.flags & AIP_VERDICT_PERMANENT) != 0; }
  };
  Judged judged(int status, std::string body, kit::Settings headers = {}) {
    Judged result;
    result.error = read_error(status, body, std::move(headers));
    const aip_error view = sdk::error_of(result.error);
    aip_failure failure{};
    failure.struct_size = sizeof failure;
    failure.operation = AIP_OP_GENERATE;
    failure.status = status;
    failure.body = sdk::bytes(body);
    failure.error = &view;
    result.verdict.struct_size = sizeof result.verdict;
    result.verdict.retry_after_ms = -1;
    kit::Request request(host_);
    plugin_.provider("kiro-oauth").judge(plugin_.instance(), request.call().env(), &failure, &result.verdict);
    return result;
  }
};

TEST_F(ErrorTest, AnImproperBodyIsNeverTheCredentialsFault) {
  const Judged row = judged(400, R"({"message":"Improperly formed request.","reason":null})");
  EXPECT_EQ(row.error.error_class, AIP_E_INVALID_REQUEST);
  EXPECT_EQ(row.verdict.fault, AIP_FAULT_CLIENT);
  EXPECT_EQ(row.verdict.retryable, AIP_NO);
  EXPECT_EQ(judged(400, R"({"message":"Invalid tool use format.","reason":"REQUEST_BODY_INVALID"})").verdict.fault,
            AIP_FAULT_CLIENT);
}

TEST_F(ErrorTest, AFullContextIsSaidInWordsThatClientsKnow) {
  const Judged row = judged(400, R"({"message":"Input is too long.","reason":"CONTENT_LENGTH_EXCEEDS_THRESHOLD"})");
  EXPECT_EQ(row.error.error_class, AIP_E_CONTEXT_LENGTH);
  EXPECT_TRUE(row.error.message.starts_with("prompt is too long"));
  EXPECT_EQ(row.verdict.fault, AIP_FAULT_CLIENT);
}

TEST_F(ErrorTest, AModelThatThePlanLacksRestsTheModel) {
  const Judged row = judged(400, R"({"message":"Invalid model.","reason":"INVALID_MODEL_ID"})");
  EXPECT_EQ(row.error.code, "model_not_found");
  EXPECT_EQ(row.verdict.fault, AIP_FAULT_MODEL);
  EXPECT_EQ(row.verdict.scope, AIP_SCOPE_MODEL);
  EXPECT_EQ(row.verdict.retryable, AIP_YES);
}

TEST_F(ErrorTest, AMissingProfileIsLookedUp) {
  const Judged row = judged(400, R"({"message":"profileArn is required for this request.","reason":null})");
  EXPECT_EQ(row.verdict.fault, AIP_FAULT_CREDENTIAL);
  EXPECT_TRUE(row.refresh());
  EXPECT_FALSE(row.permanent());
}

TEST_F(ErrorTest, ARefusedTokenIsRefreshed) {
  for (const Judged& row :
       {judged(401, "{}"), judged(403, R"({"message":"The bearer token included in the request is invalid."})"),
        judged(403, R"({"message":"The security token is expired","__type":"ExpiredTokenException"})")}) {
    EXPECT_EQ(row.verdict.fault, AIP_FAULT_CREDENTIAL);
    EXPECT_EQ(row.verdict.retryable, AIP_YES);
    EXPECT_TRUE(row.refresh());
    EXPECT_FALSE(row.permanent());
  }
}

TEST_F(ErrorTest, AnAllowanceThatIsUsedUpRestsUntilItsReset) {
  const Judged calendar = judged(402, R"({"message":"limit","reason":"MONTHLY_REQUEST_COUNT"})");
  EXPECT_EQ(calendar.error.error_class, AIP_E_QUOTA);
  EXPECT_EQ(calendar.verdict.fault, AIP_FAULT_UPSTREAM);
  EXPECT_FALSE(calendar.refresh());
  EXPECT_EQ(calendar.verdict.retry_after_ms, 31 * kDayMs - (host_.unix_ms() - 1'704'067'200'000)) << "1 February 2024";
  const std::int64_t reset = host_.unix_ms() + 5000;
  const Judged said =
      judged(402, R"({"reason":"MONTHLY_REQUEST_COUNT","nextDateReset":)" + std::to_string(reset / 1000) + ".0}");
  EXPECT_EQ(said.verdict.retry_after_ms, reset / 1000 * 1000 - host_.unix_ms());
}

TEST_F(ErrorTest, ASuspensionIsPermanent) {
  for (const Judged& row : {judged(403, R"({"message":"Your User ID temporarily is suspended."})"),
                            judged(403, R"({"message":"User is not authorized to make this call."})"),
                            judged(403, R"({"message":"quota"})"), judged(423, "locked")}) {
    EXPECT_EQ(row.verdict.fault, AIP_FAULT_CREDENTIAL);
    EXPECT_TRUE(row.permanent());
    EXPECT_FALSE(row.refresh());
  }
  EXPECT_FALSE(judged(403, R"({"message":"something else"})").permanent());
}

TEST_F(ErrorTest, PressureRestsTheAccountOrTheModel) {
  const Judged slow = judged(429, R"({"message":"slow down","__type":"ThrottlingException"})", {{"retry-after", "7"}});
  EXPECT_EQ(slow.verdict.scope, AIP_SCOPE_ACCOUNT);
  EXPECT_EQ(slow.verdict.retryable, AIP_YES);
  EXPECT_EQ(slow.verdict.retry_after_ms, 7000);
  const Judged full = judged(429, R"({"message":"busy","reason":"INSUFFICIENT_MODEL_CAPACITY"})");
  EXPECT_EQ(full.verdict.fault, AIP_FAULT_UPSTREAM);
  EXPECT_EQ(full.verdict.scope, AIP_SCOPE_MODEL);
}

TEST_F(ErrorTest, SizesAndFaultsOfTheServer) {
  EXPECT_EQ(judged(413, "").verdict.fault, AIP_FAULT_CLIENT);
  for (const int status : {500, 502, 503, 504}) {
    const Judged row = judged(status, "<html>");
    EXPECT_NE(row.verdict.fault, AIP_FAULT_CLIENT);
    EXPECT_NE(row.verdict.fault, AIP_FAULT_CREDENTIAL);
    EXPECT_FALSE(row.permanent());
    EXPECT_NE(row.error.message.find(std::to_string(status)), std::string::npos);
  }
}

}  // namespace
}  // namespace aipool::kiro
