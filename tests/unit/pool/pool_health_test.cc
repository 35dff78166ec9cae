// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "tests/unit/pool/pool_fixture.h"

namespace aipool::pool {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Names = std::vector<std::string>;

Health health(const Pool& pool, std::size_t index) { return pool.view()[index].health; }

void fail_once(Pool& pool, const Verdict& verdict, TimePoint now) {
  auto lease = pool.acquire("m", {}, now);
  ASSERT_TRUE(lease);
  lease->failed(verdict, now);
}

TEST(PoolHealthTest, EachTransitionIsReportedOnce) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  auto notes = std::make_shared<Notes>();
  pool->observe(notes);
  fail_once(*pool, rate_limit(seconds(5)), kStart);
  EXPECT_EQ(notes->take(), Names{"a healthy>resting"});
  pool->tick(kStart + seconds(4));
  EXPECT_EQ(notes->take(), Names{});
  pool->tick(kStart + seconds(5));
  EXPECT_EQ(notes->take(), Names{"a resting>probing"});
  pool->acquire("m", {}, kStart + seconds(5))->succeeded();
  EXPECT_EQ(notes->take(), Names{"a probing>healthy"});
  fail_once(*pool, permanent_fault(), kStart + seconds(6));
  EXPECT_EQ(notes->take(), Names{"a healthy>suspended"});
}

TEST(PoolHealthTest, OneOfManyThatWereUnderWayDoesNotMakeARestLonger) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  std::vector<Lease> out;
  for (int i = 0; i < 5; ++i) out.push_back(std::move(*pool->acquire("m", {}, kStart)));
  for (Lease& lease : out) lease.failed(rate_limit({}), kStart);
  EXPECT_EQ(pool->view()[0].until, kStart + seconds(5));
}

TEST(PoolHealthTest, AStaleSuccessDoesNotEndARestOrAProbe) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  auto old = pool->acquire("m", {}, kStart);
  auto older = pool->acquire("m", {}, kStart);
  fail_once(*pool, rate_limit(seconds(5)), kStart);
  old->succeeded();
  EXPECT_EQ(health(*pool, 0), Health::kResting);
  auto probe = pool->acquire("m", {}, kStart + seconds(5));
  ASSERT_TRUE(probe);
  older->succeeded();
  EXPECT_EQ(health(*pool, 0), Health::kProbing);
  EXPECT_FALSE(pool->acquire("m", {}, kStart + seconds(5)));
  probe->succeeded();
  EXPECT_EQ(health(*pool, 0), Health::kHealthy);
}

TEST(PoolHealthTest, AFailedProbeDoublesTheRest) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  TimePoint now = kStart;
  for (int i = 0; i < 3; ++i) fail_once(*pool, server_fault(), now);
  EXPECT_EQ(health(*pool, 0), Health::kUnhealthy);
  for (const int expected : {5, 10, 20, 40}) {
    EXPECT_EQ(pool->view()[0].until, now + seconds(expected));
    now += seconds(expected);
    fail_once(*pool, server_fault(), now);
  }
}

TEST(PoolHealthTest, TheUpstreamsOwnTimeIsKeptToWithinAnHour) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  fail_once(*pool, rate_limit(minutes(40)), kStart);
  EXPECT_EQ(pool->view()[0].until, kStart + minutes(40));
  fail_once(*pool, rate_limit(hours(400)), kStart + minutes(40));
  EXPECT_EQ(pool->view()[0].until, kStart + minutes(100));
}

TEST(PoolHealthTest, JitterOnlyAddsAndNoMoreThanItsShare) {
  Rules rules = steady();
  rules.jitter_percent = 20;
  auto pool = pool_of({account("a"), account("b", {"other"})}, rules);
  std::set<TimePoint> ends;
  TimePoint now = kStart;
  for (int i = 0; i < 20; ++i) {
    fail_once(*pool, rate_limit({}), now);
    const TimePoint until = pool->view()[0].until;
    EXPECT_GE(until, now + seconds(5));
    EXPECT_LT(until, now + seconds(6));
    ends.insert(TimePoint(until - now));
    now = until;
    pool->acquire("m", {}, now)->succeeded();
  }
  EXPECT_GT(ends.size(), 5u);
}

TEST(PoolHealthTest, MoreThanHalfFaultsTakeAnAccountOutEvenWithSuccessesBetween) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  for (const bool fails : {true, true, false, true, true}) {
    ASSERT_EQ(health(*pool, 0), Health::kHealthy);
    auto lease = pool->acquire("m", {}, kStart);
    fails ? lease->failed(server_fault(), kStart) : lease->succeeded();
  }
  EXPECT_EQ(health(*pool, 0), Health::kUnhealthy);
}

TEST(PoolHealthTest, TheLastAccountIsProbedAndNeverShutOut) {
  auto pool = pool_of({account("a"), account("b")});
  TimePoint now = kStart;
  for (int i = 0; i < 6; ++i) fail_once(*pool, server_fault(), now);
  EXPECT_EQ(health(*pool, 0), Health::kUnhealthy);
  EXPECT_EQ(health(*pool, 1), Health::kProbing);
  auto probe = pool->acquire("m", {}, now);
  ASSERT_TRUE(probe);
  EXPECT_FALSE(pool->acquire("m", {}, now));
  probe->failed(server_fault(), now);
  EXPECT_EQ(lease_name(*pool, "m", {}, now), "b");
}

TEST(PoolHealthTest, ASuspendedAccountStaysOutUntilTheOperatorResetsIt) {
  auto pool = pool_of({account("a"), account("b")});
  fail_once(*pool, permanent_fault(), kStart);
  EXPECT_EQ(lease_name(*pool, "m", {}, kStart + hours(100)), "b");
  EXPECT_EQ(lease_name(*pool, "m", {}, kStart + hours(100)), "b");
  EXPECT_TRUE(pool->reset("a", kStart + hours(100)));
  EXPECT_EQ(lease_name(*pool, "m", {}, kStart + hours(100)), "a");
  EXPECT_FALSE(pool->reset("unknown", kStart));
}

TEST(PoolHealthTest, ADisabledAccountIsOutAndComesBackAsItWas) {
  auto pool = pool_of({account("a"), account("b")});
  fail_once(*pool, rate_limit(seconds(5)), kStart);
  EXPECT_TRUE(pool->set_disabled("a", true, kStart));
  EXPECT_EQ(health(*pool, 0), Health::kDisabled);
  pool->tick(kStart + seconds(60));
  EXPECT_EQ(health(*pool, 0), Health::kDisabled);
  EXPECT_TRUE(pool->set_disabled("a", false, kStart + seconds(60)));
  EXPECT_EQ(health(*pool, 0), Health::kProbing);
}

TEST(PoolHealthTest, AModelRestsOnOneAccountAndComesBackByOneProbe) {
  auto pool = pool_of({account("a", {"m", "n"}), account("b", {"n"})});
  auto notes = std::make_shared<Notes>();
  pool->observe(notes);
  Verdict quota = rate_limit(seconds(5));
  quota.rests = Scope::kModel;
  fail_once(*pool, quota, kStart);
  EXPECT_EQ(health(*pool, 0), Health::kHealthy);
  auto refused = pool->acquire("m", {}, kStart);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kRateLimited);
  EXPECT_EQ(refused.error().retry_after, seconds(5));
  auto first = ask(*pool, kStart + seconds(5)), second = ask(*pool, kStart + seconds(5));
  EXPECT_EQ(first->name(), "a");
  EXPECT_TRUE(second->waits());
  EXPECT_EQ(lease_name(*pool, "n", {}, kStart + seconds(5)), "b");
  EXPECT_EQ(lease_name(*pool, "n", {}, kStart + seconds(5)), "a");
  first->lease.front().succeeded();
  EXPECT_EQ(second->name(), "a");
  EXPECT_EQ(notes->take(), (Names{"a/m healthy>resting", "a/m resting>probing", "a/m probing>healthy"}));
}

TEST(PoolHealthTest, ProbesAreDueByIntervalAndAtTheEndOfARest) {
  auto pool = pool_of({account("a"), account("b")});
  const auto due = [&](TimePoint now) {
    std::vector<Lease> leases;
    while (auto lease = pool->acquire_for_probe(minutes(10), now)) leases.push_back(std::move(*lease));
    Names names;
    for (Lease& lease : leases) names.push_back(lease.account().uuid);
    for (Lease& lease : leases) lease.succeeded();
    return names;
  };
  EXPECT_EQ(due(kStart), (Names{"a", "b"}));
  EXPECT_EQ(due(kStart + minutes(9)), Names{});
  pool->acquire("m", {}, kStart + minutes(9))->succeeded();  // as good as a probe
  EXPECT_EQ(due(kStart + minutes(10)), Names{"b"});
  fail_once(*pool, rate_limit(seconds(30)), kStart + minutes(11));
  fail_once(*pool, permanent_fault(), kStart + minutes(11));
  EXPECT_EQ(due(kStart + minutes(11)), Names{});
  EXPECT_EQ(due(kStart + minutes(11) + seconds(30)).size(), 1u);
  EXPECT_EQ(due(kStart + hours(99)).size(), 1u) << "a suspended account is never probed";
  EXPECT_EQ(pool->view()[0].uses + pool->view()[1].uses, 3u) << "probes are no use";
}

TEST(PoolHealthTest, WhileAProbeOfOursIsOutNoRequestTakesTheAccount) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  fail_once(*pool, rate_limit(seconds(5)), kStart);
  auto probe = pool->acquire_for_probe(minutes(10), kStart + seconds(5));
  ASSERT_TRUE(probe && probe->decides());
  auto waits = ask(*pool, kStart + seconds(5));
  EXPECT_TRUE(waits->waits());
  probe->succeeded();
  EXPECT_EQ(waits->name(), "a");
}

TEST(PoolHealthTest, WhatIsNoFaultOfTheAccountLeavesItAsItIs) {
  auto pool = pool_of({account("a"), account("b", {"other"})});
  Verdict client;
  client.fault = Fault::kClient;
  for (int i = 0; i < 10; ++i) fail_once(*pool, client, kStart);
  EXPECT_EQ(health(*pool, 0), Health::kHealthy);
}

}  // namespace
}  // namespace aipool::pool
