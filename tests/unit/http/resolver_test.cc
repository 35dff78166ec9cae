// SPDX-License-Identifier: MIT
#include "core/http/resolver.h"

#include <gtest/gtest.h>
#include <netdb.h>

#include <string>
#include <string_view>

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

TEST_F(ResolverTest, LocalhostIsThisMachineWhateverAHostsFileSays) {
  for (const char* name : {"localhost", "LocalHost", "api.localhost"}) {
    const auto found = resolve(name, milliseconds(0));  // no time to ask
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_EQ(found->front().toString(), "127.0.0.1:80");
    EXPECT_EQ(found->back().toString(), "[::1]:80");
  }
}

// A name of this machine's hosts file that is not answered without a look-up.
std::string name_of_hosts_file() {
  std::string name;
  ::sethostent(0);
  while (const hostent* entry = ::gethostent()) {
    if (std::string_view(entry->h_name).find("localhost") == std::string_view::npos) name = entry->h_name;
  }
  ::endhostent();
  return name;
}

TEST_F(ResolverTest, FindsNamesAndRemembersThem) {
  const std::string name = name_of_hosts_file();
  if (name.empty()) GTEST_SKIP() << "no name in the hosts file";
  const auto first = resolve(name);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_TRUE(resolve(name, milliseconds(0)));  // no time to ask again
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
