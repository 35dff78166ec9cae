// SPDX-License-Identifier: MIT
#include "core/gateway/attempt_report.h"

#include <gtest/gtest.h>

#include <string>

namespace aipool::gateway {
namespace {

TEST(AttemptReportTest, CountsByProviderAndOutcomeAndTellsEachToTheDebugLog) {
  std::string log;
  Logger logger(LogLevel::kDebug, LogFormat::kText, [&log](std::string_view line) { log += line; });
  MetricRegistry metrics;
  http::EventLoop loop;
  AttemptReport report(loop, logger, metrics);
  AttemptRecord attempt;
  attempt.provider = "openai-custom";
  attempt.account = "account-1";
  attempt.model = "gpt-5";
  attempt.status = 503;
  attempt.outcome = AttemptOutcome::kUpstreamFault;
  report.record("req_1", attempt);
  report.record("req_2", attempt);
  attempt.outcome = AttemptOutcome::kComplete;
  report.record("req_3", attempt);
  EXPECT_EQ(metrics.value(AttemptReport::kMetric, {"openai-custom", "upstream"}), 0) << "not yet";
  report.flush();
  report.flush();
  EXPECT_EQ(metrics.value(AttemptReport::kMetric, {"openai-custom", "upstream"}), 2);
  EXPECT_EQ(metrics.value(AttemptReport::kMetric, {"openai-custom", "complete"}), 1);
  EXPECT_NE(log.find("debug attempt id=req_1 provider=openai-custom account=account-1 model=gpt-5 status=503 "
                     "outcome=upstream ms=0\n"),
            std::string::npos)
      << log;
}

}  // namespace
}  // namespace aipool::gateway
