// SPDX-License-Identifier: MIT
#include "core/gateway/retry_after.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

using std::chrono::milliseconds;

constexpr std::time_t kNow = 1'767'225'600;  // Thu, 01 Jan 2026 00:00:00 GMT

std::optional<milliseconds> read(std::string_view name, std::string_view value) {
  http::Headers headers;
  headers.add(name, value);
  return retry_after(headers, kNow);
}

TEST(RetryAfterTest, ReadsSecondsMillisecondsAndDates) {
  EXPECT_EQ(read("Retry-After", "7"), milliseconds(7000));
  EXPECT_EQ(read("retry-after", "0"), milliseconds(0));
  EXPECT_EQ(read("retry-after-ms", "250"), milliseconds(250));
  EXPECT_EQ(read("Retry-After", "Thu, 01 Jan 2026 00:01:30 GMT"), milliseconds(90'000));
}

TEST(RetryAfterTest, ADateInThePastMeansNow) {
  EXPECT_EQ(read("Retry-After", "Wed, 31 Dec 2025 00:00:00 GMT"), milliseconds(0));
}

TEST(RetryAfterTest, AnythingElseIsNotSaid) {
  for (const std::string_view text : {"", "-1", "1.5", "soon", "7 ", "99999999999999999999", "Thu, 01 Jan 2026 00:00:00 GMT+1"}) {
    EXPECT_EQ(read("Retry-After", text), std::nullopt) << text;
  }
  EXPECT_EQ(retry_after(http::Headers{}, kNow), std::nullopt);
}

TEST(RetryAfterTest, MillisecondsWinOverSeconds) {
  http::Headers headers;
  headers.add("retry-after", "1");
  headers.add("retry-after-ms", "30");
  EXPECT_EQ(retry_after(headers, kNow), milliseconds(30));
}

}  // namespace
}  // namespace aipool::gateway
