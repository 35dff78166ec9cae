// SPDX-License-Identifier: MIT
#include "core/gateway/loss_report.h"

#include <gtest/gtest.h>

#include <string>

namespace aipool::gateway {
namespace {

class LossReportTest : public testing::Test {
 protected:
  double counted(std::string_view protocol, std::string_view provider) const {
    return metrics_.value(LossReport::kMetric, {protocol, provider});
  }

  std::string lines_;
  Logger logger_{LogLevel::kDebug, LogFormat::kText, [this](std::string_view line) { lines_ += line; }};
  MetricRegistry metrics_;
  LossReport report_{logger_, metrics_};
};

TEST_F(LossReportTest, CountsByProtocolAndProviderAndTellsEach) {
  plugin::Call call("req-1");
  call.add_loss("/top_k", "not there");
  call.add_loss("/n", "one answer");
  report_.record(call, "claude.messages", "openai-custom");
  report_.record(call, "claude.messages", "openai-custom");
  EXPECT_EQ(counted("claude.messages", "openai-custom"), 4);
  EXPECT_EQ(counted("openai.chat", "openai-custom"), 0);
  EXPECT_NE(lines_.find("lost in conversion id=req-1 at=/top_k why=\"not there\""), std::string::npos) << lines_;
}

TEST_F(LossReportTest, SaysNothingOfARequestThatLostNothing) {
  report_.record(plugin::Call("req-2"), "openai.chat", "openai-custom");
  EXPECT_EQ(counted("openai.chat", "openai-custom"), 0);
  EXPECT_TRUE(lines_.empty());
}

TEST(CallLossesTest, ThoseOfAFailedAttemptAreForgottenAndThoseOfTheRequestStay) {
  plugin::Call call("req-3");
  call.add_loss("/request", "w");
  call.settle_losses();
  for (std::size_t i = 0; i < 2 * plugin::Call::kLossesKept; ++i) call.add_loss("/attempt", "w");
  call.drop_losses();
  EXPECT_EQ(call.loss_count(), 1U);
  ASSERT_EQ(call.losses().size(), 1U);
  EXPECT_EQ(call.losses()[0].pointer, "/request");
}

}  // namespace
}  // namespace aipool::gateway
