// SPDX-License-Identifier: MIT
#include "qwen_test.h"

namespace aipool::qwen {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kNoon = 1'767'268'800'000;  // 2026-01-01T12:00:00Z, 20:00 in Beijing

struct Said {
  int status = 0;
  std::int32_t error_class = 0;  // as openai.chat reads it
  std::string_view code{};
  std::string_view message{};
  std::string_view type{};
  std::int64_t retry_after_ms = -1;
};

class FaultRulesTest : public QwenTest {
 protected:
  FaultRulesTest() : QwenTest("qwen-custom") {}

  aip_verdict judge(const Said& said, std::int64_t now = kNoon) {
    kit::FakeHost then;
    then.advance(static_cast<std::uint64_t>(now - then.unix_ms()));
    kit::Request request(then);
    aip_error error{};
    error.struct_size = sizeof error;
    error.error_class = said.error_class;
    error.retry_after_ms = said.retry_after_ms;
    error.code = sdk::bytes(said.code);
    error.type = sdk::bytes(said.type);
    error.message = sdk::bytes(said.message);
    aip_failure failure{};
    failure.struct_size = sizeof failure;
    failure.operation = AIP_OP_GENERATE;
    failure.status = said.status;
    failure.error = &error;
    aip_verdict verdict{};
    verdict.struct_size = sizeof verdict;
    verdict.retry_after_ms = -1;
    EXPECT_EQ(provider_.judge(plugin_.instance(), request.call().env(), &failure, &verdict), AIP_OK);
    return verdict;
  }

  static void expect(const aip_verdict& verdict, aip_enum fault, aip_enum scope, aip_enum retryable) {
    EXPECT_EQ(verdict.fault, fault);
    EXPECT_EQ(verdict.scope, scope);
    EXPECT_EQ(verdict.retryable, retryable);
  }
};

TEST_F(FaultRulesTest, AFreeQuotaThatIsUsedUpRestsTheAccountUntilMidnightInBeijing) {
  const Said rows[] = {
      {403, AIP_E_QUOTA, "insufficient_quota"},
      {429, AIP_E_QUOTA, "insufficient_quota"},
      {429, AIP_E_QUOTA, {}, {}, "insufficient_quota"},
      {429, AIP_E_RATE_LIMITED, "quota_exceeded"},
      {403, AIP_E_PERMISSION, {}, "Free allocated quota exceeded."},
      {429, AIP_E_RATE_LIMITED, {}, "free allocated quota exceeded"},
  };
  for (const Said& row : rows) {
    SCOPED_TRACE(std::to_string(row.status) + std::string(row.code) + std::string(row.message));
    const aip_verdict verdict = judge(row);
    expect(verdict, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
    EXPECT_EQ(verdict.retry_after_ms, 4 * kHour);
    EXPECT_EQ(verdict.flags, 0U);
  }
}

TEST_F(FaultRulesTest, MidnightInBeijingIsSixteenHoursUtc) {
  const Said quota{403, AIP_E_QUOTA, "insufficient_quota"};
  EXPECT_EQ(judge(quota, kNoon + 4 * kHour - 1).retry_after_ms, 1);
  EXPECT_EQ(judge(quota, kNoon + 4 * kHour).retry_after_ms, 24 * kHour);
  EXPECT_EQ(judge(quota, kNoon - 12 * kHour).retry_after_ms, 16 * kHour);
}

TEST_F(FaultRulesTest, AWaitThatTheUpstreamNamesIsTaken) {
  EXPECT_EQ(judge({429, AIP_E_QUOTA, "insufficient_quota", {}, {}, 7000}).retry_after_ms, 7000);
}

TEST_F(FaultRulesTest, TokensAMinuteOfAPaidModelAreOverSoon) {
  const aip_verdict verdict =
      judge({429, AIP_E_QUOTA, "insufficient_quota", "Allocated quota exceeded, please increase your quota limit."});
  expect(verdict, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
  EXPECT_EQ(verdict.retry_after_ms, -1);
}

TEST_F(FaultRulesTest, WhatAKeyIsRefusedForIsAFaultOfTheCredential) {
  const Said rows[] = {
      {401, AIP_E_AUTH, "invalid_api_key"},
      {403, AIP_E_PERMISSION, "access_denied"},
      {400, AIP_E_INVALID_REQUEST, {}, "Invalid access token or token expired."},
      {400, AIP_E_INVALID_REQUEST, {}, "The token expired."},
      {400, AIP_E_INVALID_REQUEST, "Arrearage", "Access denied, please make sure your account is in good standing."},
  };
  for (const Said& row : rows) {
    SCOPED_TRACE(std::to_string(row.status) + std::string(row.message));
    const aip_verdict verdict = judge(row);
    expect(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES);
    EXPECT_EQ(verdict.flags & AIP_VERDICT_REFRESH, 0U);  // a key cannot be refreshed
  }
}

TEST_F(FaultRulesTest, WhatHoldsForOneModelRestsThatModel) {
  expect(judge({403, AIP_E_PERMISSION, "AllocationQuota.FreeTierOnly"}), AIP_FAULT_CREDENTIAL, AIP_SCOPE_MODEL, AIP_YES);
  expect(judge({403, AIP_E_PERMISSION, "Model.AccessDenied"}), AIP_FAULT_CREDENTIAL, AIP_SCOPE_MODEL, AIP_YES);
  expect(judge({404, AIP_E_NOT_FOUND, "model_not_found"}), AIP_FAULT_MODEL, AIP_SCOPE_MODEL, AIP_YES);
}

TEST_F(FaultRulesTest, TheRestIsJudgedByItsClass) {
  expect(judge({429, AIP_E_RATE_LIMITED, "limit_requests"}), AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
  expect(judge({400, AIP_E_INVALID_REQUEST, "invalid_parameter_error"}), AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO);
  expect(judge({400, AIP_E_CONTENT_FILTER, "data_inspection_failed"}), AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO);
  expect(judge({500, AIP_E_INTERNAL}), 0, 0, 0);  // the host's table decides
}

}  // namespace
}  // namespace aipool::qwen
