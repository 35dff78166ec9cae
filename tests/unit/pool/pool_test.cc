// SPDX-License-Identifier: MIT
#include "core/pool/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>

#include "tests/unit/pool/pool_fixture.h"

namespace aipool::pool {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(PoolTest, TakesTheLeastRecentlyUsedAccountAndFileOrderFirst) {
  auto pool = pool_of({account("a"), account("b"), account("c")});
  EXPECT_EQ(lease_name(*pool), "a");
  EXPECT_EQ(lease_name(*pool), "b");
  EXPECT_EQ(lease_name(*pool), "c");
  EXPECT_EQ(lease_name(*pool), "a");
}

TEST(PoolTest, TakesOverTheUseOfAccountsThatItAlsoHas) {
  auto before = pool_of({account("a"), account("b"), account("c")});
  EXPECT_EQ(lease_name(*before), "a");
  auto lease = before->acquire("m", {}, kStart);
  ASSERT_TRUE(lease);
  lease->failed(rate_limit(seconds(100)), kStart);  // b rests
  auto after = pool_of({account("b"), account("a"), account("d")});
  after->take_over(*before);
  EXPECT_EQ(lease_name(*after), "d");
  EXPECT_EQ(lease_name(*after), "a");
  EXPECT_EQ(lease_name(*after), "d");
  EXPECT_EQ(lease_name(*after, "m", {}, kStart + seconds(101)), "b");
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
  EXPECT_LE(pool->accounts()[0]->use.models.size(), 64u);
}

TEST(PoolTest, UsesOfEqualAccountsStayEvenWhateverModelsAreAskedFor) {
  auto pool = pool_of({account("a", {"m*"}), account("x", {"m1"}), account("b", {"m*"}), account("c", {"m*"})});
  std::minstd_rand random(7);
  std::vector<Lease> out;
  for (int i = 0; i < 5000; ++i) {
    auto lease = pool->acquire("m" + std::to_string(random() % 3), {}, kStart);
    ASSERT_TRUE(lease);
    out.push_back(std::move(*lease));
    if (random() % 2 == 0) out.clear();
    std::uint64_t least = ~std::uint64_t{0}, most = 0;
    for (const AccountView& each : pool->view()) {
      if (each.uuid == "x") continue;
      least = std::min(least, each.uses);
      most = std::max(most, each.uses);
    }
    ASSERT_LE(most - least, 1u);
  }
}

TEST(PoolTest, AnAccountThatWasBusyComesBackToItsPlaceInTheOrder) {
  auto pool = pool_of({account("a", {}, 1), account("b", {}, 1), account("c")});
  auto a = pool->acquire("m", {}, kStart);
  auto b = pool->acquire("m", {}, kStart);
  EXPECT_EQ(lease_name(*pool), "c");
  b->succeeded();
  a->succeeded();
  EXPECT_EQ(lease_name(*pool), "a");
  EXPECT_EQ(lease_name(*pool), "b");
}

TEST(PoolTest, AQueryIsNoUseAndTakesNoAccountThatRests) {
  auto pool = pool_of({account("a"), account("b")});
  pool->acquire("m", {}, kStart)->failed(rate_limit(seconds(5)), kStart);
  EXPECT_EQ(pool->acquire_for_query(kStart)->account().uuid, "b");
  EXPECT_FALSE(pool->acquire_for_query(kStart, 0));
  EXPECT_EQ(lease_name(*pool), "b");
  EXPECT_EQ(pool->view()[1].uses, 1u);
}

TEST(PoolTest, AConversationPrefersTheAccountThatServedItWhileThatIsThere) {
  Rules rules = steady();
  rules.affinity = seconds(60);
  auto pool = pool_of({account("a"), account("b"), account("c")}, rules);
  const auto ask = [&](std::uint64_t conversation, TimePoint now) {
    auto lease = pool->acquire(Wish{"m", {}, conversation}, now);
    std::string name = lease->account().uuid;
    lease->succeeded();
    return name;
  };
  EXPECT_EQ(ask(1, kStart), "a");
  EXPECT_EQ(ask(2, kStart), "b");
  EXPECT_EQ(ask(1, kStart + seconds(30)), "a");
  EXPECT_EQ(ask(1, kStart + seconds(80)), "a");  // each turn renews it
  EXPECT_EQ(ask(2, kStart + seconds(80)), "c");  // forgotten meanwhile
  auto lease = pool->acquire(Wish{"m", {}, 1}, kStart + seconds(81));
  ASSERT_EQ(lease->account().uuid, "a");
  lease->failed(rate_limit(seconds(10)), kStart + seconds(81));
  EXPECT_EQ(ask(1, kStart + seconds(82)), "b");
}

TEST(PoolTest, TheMemoryOfConversationsIsBounded) {
  Affinity affinity(seconds(60));
  for (std::uint64_t i = 1; i <= Affinity::kMax + 100; ++i) affinity.put(i, 0, kStart);
  EXPECT_EQ(affinity.size(), Affinity::kMax);
  EXPECT_FALSE(affinity.find(1, kStart));
  EXPECT_TRUE(affinity.find(Affinity::kMax + 100, kStart));
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
