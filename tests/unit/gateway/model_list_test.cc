// SPDX-License-Identifier: MIT
#include "core/gateway/model_list.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

constexpr pool::TimePoint kStart{std::chrono::hours(1)};
constexpr std::chrono::seconds kTick{1};

std::vector<Model> models(std::string id) {
  std::vector<Model> all(1);
  all[0].id = std::move(id);
  return all;
}

TEST(ModelListTest, IsFreshUntilTheFirstAccountIsDueAgain) {
  ModelList list;
  EXPECT_EQ(list.fresh(kStart), nullptr);
  EXPECT_TRUE(list.due(0, kStart));
  list.keep(0, models("a"), kStart);
  EXPECT_EQ(list.fresh(kStart), nullptr) << "nothing is merged yet";
  list.store(models("a"), kStart);
  ASSERT_NE(list.fresh(kStart + ModelList::kLifetime - kTick), nullptr);
  EXPECT_FALSE(list.due(0, kStart + ModelList::kLifetime - kTick));
  EXPECT_EQ(list.fresh(kStart + ModelList::kLifetime), nullptr);
  EXPECT_TRUE(list.due(0, kStart + ModelList::kLifetime));
}

TEST(ModelListTest, AnAccountThatCannotBeAskedKeepsItsLastListAndIsAskedAgainSoon) {
  ModelList list;
  list.keep(0, models("a"), kStart);
  list.keep(1, std::nullopt, kStart);
  EXPECT_EQ(list.of(1), nullptr);
  list.keep(0, std::nullopt, kStart + ModelList::kLifetime);
  ASSERT_NE(list.of(0), nullptr);
  EXPECT_EQ(list.of(0)->front().id, "a");
  EXPECT_FALSE(list.due(0, kStart + ModelList::kLifetime + ModelList::kRetry - kTick));
  EXPECT_TRUE(list.due(0, kStart + ModelList::kLifetime + ModelList::kRetry));
}

TEST(ModelListTest, NamesAloneAreMergedAnewInTheEnd) {
  ModelList list;
  list.store(models("named"), kStart);
  EXPECT_NE(list.fresh(kStart + ModelList::kLifetime - kTick), nullptr);
  EXPECT_EQ(list.fresh(kStart + ModelList::kLifetime), nullptr);
}

}  // namespace
}  // namespace aipool::gateway
