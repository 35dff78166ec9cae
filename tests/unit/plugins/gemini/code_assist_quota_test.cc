// SPDX-License-Identifier: MIT
#include "aipool/kit/account.hpp"
#include "generate_test.h"

namespace aipool::gemini {
namespace {

class CodeAssistQuotaTest : public GenerateTest {
 protected:
  const aip_provider& provider() { return plugin_.provider("gemini-oauth"); }

  aip_rc read(std::string_view body) {
    asked_ = foreign();
    asked_->canonical().operation = AIP_OP_PROBE;
    asked_->canonical().upstream_model = sdk::bytes("gemini-3.5-flash");  // gemini-3-flash on this backend
    seen_ = std::make_unique<kit::Collector>();
    const aip_reply answer = {sizeof answer, 200, {}, sdk::bytes(body)};
    return provider().decode_own(plugin_.instance(), asked_->call().env(), account_.table(), &asked_->canonical(),
                                 &answer, seen_->out(kit::kEvents));
  }

  const kit::Account account_{{.credential = {{"access_token", "t"}, {"project", "p"}}}};
  std::unique_ptr<kit::Request> asked_;
  std::unique_ptr<kit::Collector> seen_;
};

TEST_F(CodeAssistQuotaTest, TheReportIsAskedForByProject) {
  EXPECT_EQ(provider().support(plugin_.instance(), account_.table(), AIP_OP_PROBE), AIP_SUPPORT_OWN);
  const auto made = foreign();
  made->canonical().operation = AIP_OP_PROBE;
  aip_prepared out{};
  out.struct_size = sizeof out;
  ASSERT_EQ(provider().prepare(plugin_.instance(), made->call().env(), account_.table(), &made->canonical(), &out),
            AIP_OK);
  EXPECT_EQ(sdk::view(out.path), "/v1internal:retrieveUserQuota");
  EXPECT_EQ(std::string(sdk::view(out.prefix)) + std::string(sdk::view(out.suffix)), R"({"project":"p"})");
}

TEST_F(CodeAssistQuotaTest, AModelWithNothingLeftRestsUntilItsReset) {
  ASSERT_EQ(read(R"({"buckets":[{"modelId":"gemini-3-flash","remainingFraction":0,"resetTime":"2099-01-01T00:00:00Z"},)"
                 R"({"modelId":"gemini-2.5-pro","remainingFraction":1}]})"),
            AIP_OK);
  ASSERT_TRUE(seen_->fold.error());
  EXPECT_EQ(seen_->fold.error()->error_class, AIP_E_QUOTA);
  EXPECT_GT(seen_->fold.error()->retry_after_ms, 0);
  EXPECT_EQ(sdk::view(seen_->fold.error()->param), "gemini-3-flash");
}

TEST_F(CodeAssistQuotaTest, WhatIsLeftOrNotSaidOrOfAnotherModelIsNoReasonToRest) {
  for (const char* body : {R"({"buckets":[{"modelId":"gemini-3-flash","remainingFraction":0.01}]})",
                           R"({"buckets":[{"modelId":"gemini-3-flash","resetTime":"2099-01-01T00:00:00Z"}]})",
                           R"({"buckets":[{"modelId":"gemini-2.5-pro","remainingFraction":0}]})", R"({})"}) {
    EXPECT_EQ(read(body), AIP_OK) << body;
    EXPECT_TRUE(seen_->fold.ended()) << body;
  }
}

TEST_F(CodeAssistQuotaTest, WhatIsNoReportIsAFaultOfTheUpstream) {
  EXPECT_EQ(read("<html>"), AIP_E_UPSTREAM_PROTOCOL);
  EXPECT_EQ(read("[]"), AIP_E_UPSTREAM_PROTOCOL);
}

}  // namespace
}  // namespace aipool::gemini
