// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/unit/pool/pool_fixture.h"

namespace aipool::pool {
namespace {

using std::chrono::seconds;
using Names = std::vector<std::string>;

TEST(PoolQueueTest, ASlotThatFreesGoesToWhoWaitsLongestAndNotToWhoComesThen) {
  auto pool = pool_of({account("a", {}, 1, 5)});
  auto first = ask(*pool), second = ask(*pool), third = ask(*pool);
  EXPECT_EQ(first->name(), "a");
  EXPECT_TRUE(second->waits() && third->waits());
  first->lease.front().succeeded();
  EXPECT_EQ(second->name(), "a");
  EXPECT_EQ(lease_name(*pool), "none");
  EXPECT_TRUE(third->waits());
  second->lease.clear();  // its client is gone
  EXPECT_EQ(third->name(), "a");
  EXPECT_EQ(pool->waiting(), 0u);
}

TEST(PoolQueueTest, TheQueueHoldsAsManyAsTheLimitsOfTheAccountsSay) {
  auto pool = pool_of({account("a", {}, 1, 1), account("b", {}, 1, 2)});
  std::vector<std::shared_ptr<Asked>> asked;
  for (int i = 0; i < 6; ++i) asked.push_back(ask(*pool));
  EXPECT_EQ(pool->waiting(), 3u);
  ASSERT_TRUE(asked[5]->error);
  EXPECT_EQ(asked[5]->error->code, ErrorCode::kRateLimited);
  EXPECT_TRUE(asked[5]->error->retry_after);
}

TEST(PoolQueueTest, WithoutAQueueARequestAtTheLimitIsRefusedAtOnce) {
  auto pool = pool_of({account("a", {}, 1)});
  auto first = ask(*pool), second = ask(*pool);
  ASSERT_TRUE(second->error);
  EXPECT_EQ(second->error->code, ErrorCode::kRateLimited);
}

TEST(PoolQueueTest, WhoLeavesIsNeverServedAndMakesRoom) {
  auto pool = pool_of({account("a", {}, 1, 1)});
  auto first = ask(*pool), second = ask(*pool);
  EXPECT_TRUE(pool->leave(second->ticket));
  EXPECT_FALSE(pool->leave(second->ticket));
  auto third = ask(*pool);
  EXPECT_TRUE(third->waits());
  first->lease.clear();
  EXPECT_TRUE(second->waits());
  EXPECT_EQ(third->name(), "a");
  EXPECT_FALSE(pool->leave(third->ticket));
}

TEST(PoolQueueTest, WhoWaitsForAnotherModelIsPassedOver) {
  auto pool = pool_of({account("a", {"m"}, 1, 5), account("b", {"n"}, 1, 5)});
  auto a = ask(*pool, Wish{"m", {}, 0}), b = ask(*pool, Wish{"n", {}, 0});
  auto waits_for_a = ask(*pool, Wish{"m", {}, 0}), waits_for_b = ask(*pool, Wish{"n", {}, 0});
  b->lease.clear();
  EXPECT_TRUE(waits_for_a->waits());
  EXPECT_EQ(waits_for_b->name(), "b");
}

TEST(PoolQueueTest, WhoHasNothingToWaitForAnyMoreIsToldSo) {
  auto pool = pool_of({account("a", {}, 1, 5), account("b", {"other"})});
  auto first = ask(*pool), second = ask(*pool);
  first->lease.front().failed(rate_limit(seconds(9)), kStart);
  ASSERT_TRUE(second->error);
  EXPECT_EQ(second->error->code, ErrorCode::kRateLimited);
  EXPECT_EQ(second->error->retry_after, seconds(9));
}

TEST(PoolQueueTest, ARestThatEndsServesWhoWaits) {
  auto pool = pool_of({account("a", {}, 1, 5), account("b", {}, 1, 5)});
  pool->acquire("m", {}, kStart)->failed(rate_limit(seconds(9)), kStart);
  auto on_b = ask(*pool), waits = ask(*pool);
  EXPECT_TRUE(waits->waits());
  pool->tick(kStart + seconds(8));
  EXPECT_TRUE(waits->waits());
  pool->tick(kStart + seconds(9));
  EXPECT_EQ(waits->name(), "a");
}

TEST(PoolQueueTest, AThousandWhoComeAtTheEndOfARestCauseOneProbe) {
  auto pool = pool_of({account("a")});
  pool->acquire("m", {}, kStart)->failed(rate_limit(seconds(5)), kStart);
  const TimePoint end = kStart + seconds(5);
  std::vector<std::shared_ptr<Asked>> asked;
  const auto leased = [&] {
    return std::count_if(asked.begin(), asked.end(), [](const auto& each) { return !each->lease.empty(); });
  };
  for (int i = 0; i < 1000; ++i) asked.push_back(ask(*pool, end));
  EXPECT_EQ(leased(), 1);
  EXPECT_EQ(pool->waiting(), 999u);
  asked.front()->lease.front().failed(rate_limit(seconds(5)), end);
  EXPECT_EQ(leased(), 1) << "the one that failed";
  for (std::size_t i = 1; i < asked.size(); ++i) ASSERT_TRUE(asked[i]->error);

  asked.clear();
  const TimePoint later = end + seconds(5);
  for (int i = 0; i < 1000; ++i) asked.push_back(ask(*pool, later));
  EXPECT_EQ(leased(), 1);
  asked.front()->lease.front().answered();  // its first content is proof enough
  EXPECT_EQ(leased(), 1000);
}

TEST(PoolQueueTest, AProbeThatIsGivenUpPassesTheTurnOn) {
  auto pool = pool_of({account("a")});
  pool->acquire("m", {}, kStart)->failed(rate_limit(seconds(5)), kStart);
  const TimePoint end = kStart + seconds(5);
  auto first = ask(*pool, end), second = ask(*pool, end), third = ask(*pool, end);
  first->lease.clear();
  EXPECT_EQ(second->name(), "a");
  EXPECT_TRUE(third->waits());
}

TEST(PoolQueueTest, AfterAProbeTheOthersKeepToTheLimit) {
  auto pool = pool_of({account("a", {}, 2, 1)});
  pool->acquire("m", {}, kStart)->failed(rate_limit(seconds(5)), kStart);
  const TimePoint end = kStart + seconds(5);
  std::vector<std::shared_ptr<Asked>> asked;
  for (int i = 0; i < 4; ++i) asked.push_back(ask(*pool, end));
  asked[0]->lease.front().answered();
  EXPECT_EQ((Names{asked[1]->name(), asked[2]->name(), asked[3]->name()}), (Names{"a", "waits", "refused"}));
}

TEST(PoolQueueTest, ManyThreadsLeaseQueueAndLeaveWithoutLosingASlot) {
  auto pool = pool_of({account("a", {}, 2, 100), account("b", {}, 1, 100)});
  std::atomic<int> out{0}, peak{0}, served{0}, left{0};
  struct Seat {
    std::mutex mutex;
    std::optional<Result<Lease>> answer;
  };
  const auto use = [&](Result<Lease> answer) {
    if (!answer) return;
    const int now = ++out;
    for (int seen = peak; seen < now && !peak.compare_exchange_weak(seen, now);) {
    }
    --out;
    ++served;
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 1500; ++i) {
        auto seat = std::make_shared<Seat>();
        auto acquired = pool->acquire_or_wait(Wish{"m", {}, 0}, kStart, [seat](Result<Lease> answer) {
          const std::lock_guard lock(seat->mutex);
          seat->answer.emplace(std::move(answer));
        });
        if (acquired.at_once) {
          if ((i + t) % 3 == 0) std::this_thread::yield();
          use(std::move(*acquired.at_once));
          continue;
        }
        if (i % 5 == 0 && pool->leave(acquired.ticket)) {
          ++left;
          continue;
        }
        for (;;) {
          std::unique_lock lock(seat->mutex);
          if (!seat->answer) {
            lock.unlock();
            std::this_thread::yield();
            continue;
          }
          use(std::move(*seat->answer));
          break;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(served + left, 6000);
  EXPECT_LE(peak.load(), 3);
  EXPECT_EQ(pool->waiting(), 0u);
  for (const AccountView& each : pool->view()) EXPECT_EQ(each.in_flight, 0u);
}

}  // namespace
}  // namespace aipool::pool
