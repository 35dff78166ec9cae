// SPDX-License-Identifier: MIT
#include "core/http/resolver.h"

#include <gtest/gtest.h>

#include <string>

#include "loop_run.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;

class ResolverTest : public testing::Test {
 protected:
  Result<Resolver::Addresses> resolve(std::string_view host, milliseconds patience = milliseconds(60'000)) {
    Result<Resolver::Addresses> result = Resolver::Addresses();
    auto body = [&]() -> Task<void> {
      const TimePoint deadline = loop.after(patience);
      result = co_await resolver.resolve(host, 80, deadline, &cancellation);
    };
    test::run_on(loop, body());
    return result;
  }

  EventLoop loop;
  Resolver resolver{loop};
  Cancellation cancellation;
};

TEST_F(ResolverTest, TakesLiteralsAsTheyAre) {
  EXPECT_EQ(resolve("127.0.0.1")->front().toString(), "127.0.0.1:80");
  EXPECT_EQ(resolve("::1")->front().toString(), "[::1]:80");
}

TEST_F(ResolverTest, FindsLocalNamesAndRemembersThem) {
  const auto first = resolve("localhost");
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_TRUE(first->front().host().isLoopback());
  EXPECT_TRUE(resolve("localhost", milliseconds(0)));  // no time to ask again
}

TEST_F(ResolverTest, DoesNotWaitBeyondItsDeadlineOrCancellation) {
  EXPECT_EQ(resolve("name.invalid", milliseconds(0)).error().code, ErrorCode::kTimeout);
  cancellation.cancel();
  EXPECT_EQ(resolve("other.invalid").error().code, ErrorCode::kCancelled);
}

TEST_F(ResolverTest, SurvivesTheEndOfItsLoopDuringALookup) {
  auto ended = std::make_unique<EventLoop>();
  auto asked = std::make_unique<Resolver>(*ended);
  auto body = [&]() -> Task<void> {
    const auto result = co_await asked->resolve("late.invalid", 80, kNoDeadline, nullptr);
    EXPECT_FALSE(result);
  };
  spawn(*ended, body());
  ended->stop();
  ended->run();
  ended->drop_tasks();
  asked.reset();
  ended.reset();
}

}  // namespace
}  // namespace aipool::http
