// SPDX-License-Identifier: MIT
#include "core/pool/pool.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace aipool::pool {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const TimePoint kStart = TimePoint{} + seconds(1000);

AccountSettings account(std::string uuid, std::vector<std::string> models = {}, std::uint32_t limit = 0) {
  AccountSettings settings;
  settings.uuid = std::move(uuid);
  settings.models = ModelRules(std::move(models), {});
  settings.concurrency_limit = limit;
  return settings;
}

std::shared_ptr<Pool> pool_of(std::vector<AccountSettings> accounts) {
  return std::make_shared<Pool>("test", std::move(accounts), 20);
}

std::string lease_name(Pool& pool, std::string_view model = "m", std::span<const std::size_t> tried = {},
                       TimePoint now = kStart) {
  auto lease = pool.acquire(model, tried, now);
  return lease ? lease->account().uuid : "none";
}

Verdict rate_limit(std::optional<milliseconds> after) {
  Verdict verdict;
  verdict.fault = Fault::kUpstream;
  verdict.rests = Scope::kAccount;
  verdict.rate_limited = true;
  verdict.retry_after = after;
  return verdict;
}

Verdict server_fault() {
  Verdict verdict;
  verdict.fault = Fault::kUpstream;
  verdict.rests = Scope::kAccount;
  return verdict;
}

TEST(PoolTest, TakesTheLeastRecentlyUsedAccountAndFileOrderFirst) {
  auto pool = pool_of({account("a"), account("b"), account("c")});
  EXPECT_EQ(lease_name(*pool), "a");
  EXPECT_EQ(lease_name(*pool), "b");
  EXPECT_EQ(lease_name(*pool), "c");
  EXPECT_EQ(lease_name(*pool), "a");
}

TEST(PoolTest, PassesOverAccountsThatDoNotServeTheModel) {
  auto pool = pool_of({account("a", {"gpt-4*"}), account("b", {"llama"})});
  EXPECT_EQ(lease_name(*pool, "llama"), "b");
  EXPECT_EQ(lease_name(*pool, "gpt-4o"), "a");
  auto none = pool->acquire("other", {}, kStart);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

TEST(PoolTest, PassesOverAccountsThatThisRequestHasTried) {
  auto pool = pool_of({account("a"), account("b")});
  const std::vector<std::size_t> tried{0};
  EXPECT_EQ(lease_name(*pool, "m", tried), "b");
  EXPECT_EQ(lease_name(*pool, "m", tried), "b");
}

TEST(PoolTest, RestsAccountAfter429UntilRetryAfter) {
  auto pool = pool_of({account("a")});
  {
    auto lease = pool->acquire("m", {}, kStart);
    lease->failed(rate_limit(seconds(7)), kStart);
  }
  auto early = pool->acquire("m", {}, kStart + seconds(6));
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, ErrorCode::kRateLimited);
  EXPECT_EQ(early.error().retry_after, milliseconds(1000));
  EXPECT_EQ(lease_name(*pool, "m", {}, kStart + seconds(7)), "a");
}

TEST(PoolTest, RestGrowsWhileRateLimitsFollowEachOtherAndEndsWithASuccess) {
  auto pool = pool_of({account("a")});
  TimePoint now = kStart;
  for (const int expected : {5, 10, 20, 40, 80, 160, 300, 300}) {
    {
      auto lease = pool->acquire("m", {}, now);
      ASSERT_TRUE(lease);
      lease->failed(rate_limit({}), now);
    }
    EXPECT_FALSE(pool->acquire("m", {}, now + seconds(expected) - milliseconds(1)));
    now += seconds(expected);
  }
  pool->acquire("m", {}, now)->succeeded();
  pool->acquire("m", {}, now)->failed(rate_limit({}), now);
  EXPECT_TRUE(pool->acquire("m", {}, now + seconds(5)));
}

TEST(PoolTest, AServerFaultRestsAnAccountOnlyWhenItRepeatsAndNeverTheLastOne) {
  auto two = pool_of({account("a"), account("b", {"other"})});
  for (int i = 0; i < 2; ++i) {
    auto lease = two->acquire("m", {}, kStart);
    ASSERT_TRUE(lease);
    lease->failed(server_fault(), kStart);
  }
  two->acquire("m", {}, kStart)->failed(server_fault(), kStart);
  EXPECT_FALSE(two->acquire("m", {}, kStart));
  EXPECT_TRUE(two->acquire("m", {}, kStart + seconds(5)));

  auto one = pool_of({account("a")});
  for (int i = 0; i < 10; ++i) one->acquire("m", {}, kStart)->failed(server_fault(), kStart);
  EXPECT_TRUE(one->acquire("m", {}, kStart));
}

TEST(PoolTest, AModelFaultRestsTheModelAndNotTheAccount) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  Verdict verdict;
  verdict.fault = Fault::kModel;
  verdict.rests = Scope::kModel;
  pool->acquire("m", {}, kStart)->failed(verdict, kStart);
  EXPECT_FALSE(pool->acquire("m", {}, kStart));
  EXPECT_EQ(lease_name(*pool, "m2"), "a");
}

TEST(PoolTest, APermanentFaultTakesTheAccountOutOfUse) {
  auto pool = pool_of({account("a")});
  Verdict verdict;
  verdict.fault = Fault::kCredential;
  verdict.permanent = true;
  pool->acquire("m", {}, kStart)->failed(verdict, kStart);
  auto later = pool->acquire("m", {}, kStart + std::chrono::hours(1000));
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, ErrorCode::kOverloaded);
}

TEST(PoolTest, KeepsToTheConcurrencyLimitAndFreesTheSlotWithTheLease) {
  auto pool = pool_of({account("a", {}, 1)});
  {
    auto first = pool->acquire("m", {}, kStart);
    ASSERT_TRUE(first);
    EXPECT_FALSE(pool->acquire("m", {}, kStart));
  }
  EXPECT_TRUE(pool->acquire("m", {}, kStart));
}

TEST(PoolTest, ModelNamesFromClientsDoNotGrowAnAccountWithoutBound) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  Verdict verdict;
  verdict.fault = Fault::kModel;
  verdict.rests = Scope::kModel;
  for (int i = 0; i < 1000; ++i) pool->acquire("m" + std::to_string(i), {}, kStart)->failed(verdict, kStart);
  EXPECT_LE(pool->accounts()[0]->use.model_rests.size(), 64u);
}

TEST(PoolTest, LeasesFromManyThreadsKeepTheCounts) {
  auto pool = pool_of({account("a", {}, 3), account("b", {}, 3)});
  std::vector<std::thread> threads;
  std::atomic<int> taken{0}, peak{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        auto lease = pool->acquire("m", {}, kStart);
        if (!lease) continue;
        const int now = ++taken;
        for (int seen = peak; seen < now && !peak.compare_exchange_weak(seen, now);) {
        }
        --taken;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_LE(peak.load(), 6);
  for (const auto& each : pool->accounts()) EXPECT_EQ(each->use.in_flight, 0u);
}

int retries_of(RetryBudget& budget, RetryKind kind, int requests, bool answered) {
  int retries = 0;
  for (int i = 0; i < requests; ++i) {
    budget.deposit();
    if (!budget.withdraw(kind)) continue;
    budget.settle(kind, answered);
    ++retries;
  }
  return retries;
}

TEST(RetryBudgetTest, KeepsRetriesInVainToTheirShareOfTheTraffic) {
  for (const RetryKind kind : {RetryKind::kElsewhere, RetryKind::kSameAgain, RetryKind::kAfterLate}) {
    RetryBudget budget(20);
    EXPECT_EQ(retries_of(budget, kind, 1000, false), 200);
  }
  RetryBudget budget(20);
  EXPECT_EQ(retries_of(budget, RetryKind::kSameAgain, 10, false), 4) << "some are always there to begin with";
}

TEST(RetryBudgetTest, RetriesThatHelpAreFree) {
  RetryBudget budget(20);
  EXPECT_EQ(retries_of(budget, RetryKind::kElsewhere, 1000, true), 1000);
}

TEST(RetryBudgetTest, AnAnswerAfterALateOneWasPaidForTwice) {
  RetryBudget budget(20);
  EXPECT_EQ(retries_of(budget, RetryKind::kAfterLate, 1000, true), 200);
}

TEST(RetryBudgetTest, RetriesInVainDoNotKeepOthersFromHelping) {
  RetryBudget budget(20);
  retries_of(budget, RetryKind::kSameAgain, 10, false);
  EXPECT_EQ(retries_of(budget, RetryKind::kElsewhere, 100, true), 100);
}

TEST(RetryBudgetTest, ManyRetriesAtOnceAreTakenOnCreditOnlyWhileTheyHelp) {
  RetryBudget budget(20);
  int taken = 0;
  while (budget.withdraw(RetryKind::kElsewhere)) ++taken;
  EXPECT_EQ(taken, RetryBudget::kCreditWhileHelping);
  budget.settle(RetryKind::kElsewhere, true);
  EXPECT_TRUE(budget.withdraw(RetryKind::kElsewhere));
  budget.settle(RetryKind::kElsewhere, false);
  taken = 0;
  while (budget.withdraw(RetryKind::kElsewhere)) ++taken;
  EXPECT_EQ(taken, RetryBudget::kCreditAfterWaste);
}

TEST(RetryBudgetTest, WithoutAShareThereAreNoRetries) {
  RetryBudget budget(0);
  EXPECT_EQ(retries_of(budget, RetryKind::kElsewhere, 100, true), 0);
}

TEST(ModelRulesTest, StarsMatchAnyRunAndRefusalsWin) {
  EXPECT_TRUE(matches_pattern("gpt-4*", "gpt-4"));
  EXPECT_TRUE(matches_pattern("*-mini", "gpt-4o-mini"));
  EXPECT_TRUE(matches_pattern("a*b*c", "axxbyybzc"));
  EXPECT_FALSE(matches_pattern("a*b*c", "axxbyybz"));
  EXPECT_FALSE(matches_pattern("gpt-4", "gpt-4o"));
  const ModelRules rules({"gpt-*", "o1"}, {"gpt-3*"});
  EXPECT_TRUE(rules.admits("gpt-4"));
  EXPECT_FALSE(rules.admits("gpt-3.5"));
  EXPECT_EQ(rules.literals(), std::vector<std::string>{"o1"});
}

}  // namespace
}  // namespace aipool::pool
