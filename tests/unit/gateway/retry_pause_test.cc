// SPDX-License-Identifier: MIT
#include "core/gateway/retry_pause.h"

#include <gtest/gtest.h>

#include "core/gateway/fault_table.h"

namespace aipool::gateway {
namespace {

using std::chrono::milliseconds;

AttemptFault fault_of(int status, ErrorCode code = ErrorCode::kUpstreamProtocol) {
  AttemptFault fault;
  fault.upstream_status = status;
  fault.error.code = code;
  fault.verdict = host_verdict(status, code);
  return fault;
}

TEST(RetryPauseTest, GrowsAndIsSpread) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto first = pause_before_retry(fault_of(503), 1, seed);
    const auto third = pause_before_retry(fault_of(503), 3, seed);
    ASSERT_TRUE(first && third);
    EXPECT_GE(*first, milliseconds(50));
    EXPECT_LE(*first, milliseconds(150));
    EXPECT_GE(*third, milliseconds(200));
    EXPECT_LE(*third, milliseconds(600));
  }
  EXPECT_NE(pause_before_retry(fault_of(503), 1, 1), pause_before_retry(fault_of(503), 1, 50));
  EXPECT_TRUE(pause_before_retry(fault_of(503), 19, 100)) << "it grows no further than may be waited";
}

TEST(RetryPauseTest, OnlyWhatMayBeOverInAMomentIsTriedAgain) {
  for (const int status : {500, 502, 503, 529, 408, 409}) EXPECT_TRUE(pause_before_retry(fault_of(status), 1, 0)) << status;
  EXPECT_TRUE(pause_before_retry(fault_of(0), 1, 0)) << "a connection that was reset";
  for (const int status : {307, 400, 401, 403, 404, 422, 429}) {
    EXPECT_FALSE(pause_before_retry(fault_of(status), 1, 0)) << status;
  }
  EXPECT_FALSE(pause_before_retry(fault_of(0, ErrorCode::kTimeout), 1, 0)) << "it was waited for already";
  EXPECT_FALSE(pause_before_retry(fault_of(0, ErrorCode::kCancelled), 1, 0));
}

TEST(RetryPauseTest, WaitsAsLongAsTheUpstreamAsksUnlessThatIsLong) {
  AttemptFault fault = fault_of(503);
  fault.verdict.retry_after = milliseconds(1'000);
  EXPECT_EQ(pause_before_retry(fault, 1, 0), milliseconds(1'000));
  fault.verdict.retry_after = milliseconds(1);
  EXPECT_GE(pause_before_retry(fault, 1, 0), milliseconds(50));
  fault.verdict.retry_after = kLongestPause + milliseconds(1);
  EXPECT_FALSE(pause_before_retry(fault, 1, 0));
}

}  // namespace
}  // namespace aipool::gateway
