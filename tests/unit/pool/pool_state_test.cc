// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/unit/pool/pool_fixture.h"

namespace aipool::pool {
namespace {

using std::chrono::seconds;
using Names = std::vector<std::string>;

const Moment kThen{kStart, 1'700'000'000'000};

std::shared_ptr<Pool> used_pool() {
  auto pool = pool_of({account("a"), account("b"), account("c"), account("d")});
  pool->acquire("m", {}, kStart)->failed(rate_limit(seconds(60)), kStart);
  pool->acquire("m", {}, kStart)->failed(permanent_fault(), kStart);
  Verdict quota = rate_limit(seconds(30));
  quota.rests = Scope::kModel;
  pool->acquire("mo \"del", {}, kStart)->failed(quota, kStart);
  pool->acquire("m", {}, kStart)->succeeded();
  return pool;
}

void expect_as_used(Pool& pool, TimePoint now) {
  const auto views = pool.view();
  EXPECT_EQ(views[0].health, Health::kResting);
  EXPECT_EQ(views[0].until, now + seconds(60));
  EXPECT_EQ(views[1].health, Health::kSuspended);
  EXPECT_EQ(views[2].uses, 1u);
  EXPECT_EQ(lease_name(pool, "mo \"del", {}, now), "d") << "the model rests on c";
  EXPECT_EQ(lease_name(pool, "m", {}, now), "c");
  EXPECT_EQ(lease_name(pool, "m", {}, now), "d");
  EXPECT_EQ(lease_name(pool, "mo \"del", {}, now + seconds(30)), "c");
}

TEST(PoolStateTest, ARestartKeepsOrderRestsAndSuspensions) {
  const std::string text = state_text({used_pool()->state()}, kThen);
  const Moment later{kStart + seconds(5000), kThen.unix_ms};  // another steady clock
  auto states = read_state_text(text, later);
  ASSERT_TRUE(states);
  ASSERT_EQ(states->size(), 1u);
  EXPECT_EQ(states->front().provider, "test");
  auto pool = pool_of({account("a"), account("b"), account("c"), account("d")});
  pool->restore(states->front());
  expect_as_used(*pool, later.steady);
  EXPECT_EQ(state_text({pool_of({account("a")})->state()}, kThen).find("heard_ms"), std::string::npos);
}

TEST(PoolStateTest, ARestThatEndedWhileTheServerWasDownIsFollowedByAProbe) {
  const std::string text = state_text({used_pool()->state()}, kThen);
  auto states = read_state_text(text, {kStart, kThen.unix_ms + 61'000});
  auto pool = pool_of({account("a")});
  pool->restore(states->front());
  auto lease = pool->acquire("m", {}, kStart);
  ASSERT_TRUE(lease);
  EXPECT_TRUE(lease->decides());
}

TEST(PoolStateTest, ABrokenOrForeignTextIsAnError) {
  for (const char* text : {"", "{", "[]", "null", "{\"version\":2,\"pools\":{}}", "{\"version\":1,\"pools\":[]}",
                           "{\"version\":1,\"pools\":{\"p\":3}}", "{\"version\":1,\"pools\":{\"p\":{\"a\":3}}}",
                           "{\"version\":1,\"pools\":{\"p\":{\"a\":{\"uses\":-1}}}}",
                           "{\"version\":1,\"pools\":{\"p\":{\"a\":{\"suspended\":1}}}}",
                           "{\"version\":1,\"pools\":{\"p\":{\"a\":{\"models\":{\"m\":1}}}}}"}) {
    EXPECT_FALSE(read_state_text(text, kThen)) << text;
  }
  EXPECT_TRUE(read_state_text("{\"version\":1,\"pools\":{\"p\":{\"gone\":{}}}}", kThen));
}

TEST(PoolStateTest, TheTextHoldsNothingButNamesAndNumbers) {
  auto pool = pool_of({account("a")});
  pool->acquire("m", {}, kStart)->succeeded();
  EXPECT_EQ(state_text({pool->state()}, kThen),
            "{\"version\":1,\"saved_ms\":1700000000000,\"pools\":{\"test\":{\"a\":{\"last_turn\":1,\"uses\":1,"
            "\"credential\":0,\"heard_ms\":1700000000000}}}}\n");
}

TEST(PoolStateTest, AReloadKeepsTheUseOfAccountsThatAreInBoth) {
  auto before = used_pool();
  auto after = pool_of({account("a"), account("b"), account("c"), account("d")});
  after->take_over(*before);
  expect_as_used(*after, kStart);

  auto other = pool_of({account("new"), account("d"), account("a")});
  other->take_over(*before);
  EXPECT_EQ(lease_name(*other), "new");
  EXPECT_EQ(lease_name(*other), "d");
  EXPECT_EQ(lease_name(*other), "new");
}

TEST(PoolStateTest, AnotherCredentialOfAnAccountStartsAfresh) {
  auto before = used_pool();
  std::vector<AccountSettings> settings{account("a"), account("b")};
  settings[1].credential = 7;
  auto after = pool_of(std::move(settings));
  after->take_over(*before);
  EXPECT_EQ(after->view()[0].health, Health::kResting);
  EXPECT_EQ(after->view()[1].health, Health::kHealthy);
  EXPECT_EQ(after->view()[1].uses, 1u);
}

TEST(PoolStateTest, WhatLeasesOfThePoolBeforeFindOutReachesTheOneThatFollows) {
  auto before = pool_of({account("a", {}, 1, 5), account("b", {}, 1, 5)});
  auto notes = std::make_shared<Notes>();
  before->observe(notes);
  auto a = ask(*before), b = ask(*before), waits = ask(*before);
  auto after = pool_of({account("a", {}, 1), account("b", {}, 1)});
  after->take_over(*before);
  EXPECT_EQ(after->view()[0].in_flight, 0u);
  a->lease.front().failed(permanent_fault(), kStart);
  EXPECT_EQ(after->view()[0].health, Health::kSuspended);
  EXPECT_EQ(notes->take(), Names{"a healthy>suspended"});
  b->lease.front().failed(rate_limit(seconds(7)), kStart);
  EXPECT_EQ(after->view()[1].until, kStart + seconds(7));
  EXPECT_TRUE(waits->error) << "who waits there ends there";
}

TEST(PoolStateTest, AVerdictThatComesDuringAReloadReachesThePoolThatFollowsOnce) {
  constexpr std::size_t kAccounts = 32;
  std::vector<AccountSettings> settings;
  for (std::size_t i = 0; i < kAccounts; ++i) settings.push_back(account("account-" + std::to_string(i)));
  for (std::size_t round = 0; round < 300; ++round) {
    auto before = pool_of(settings);
    auto after = pool_of(settings);
    std::vector<Lease> leases;
    for (std::size_t i = 0; i < kAccounts; ++i) leases.push_back(std::move(*before->acquire("m", {}, kStart)));
    std::atomic<std::size_t> failed{0};
    std::thread verdicts([&] {
      for (Lease& lease : leases) {
        lease.failed(server_fault(), kStart);
        ++failed;
      }
    });
    while (failed < round % kAccounts) std::this_thread::yield();
    after->take_over(*before);
    verdicts.join();
    for (const AccountState& known : after->state().accounts) {
      ASSERT_EQ(known.circuit.failures(), 1u) << known.uuid << " in round " << round;
    }
  }
}

}  // namespace
}  // namespace aipool::pool
