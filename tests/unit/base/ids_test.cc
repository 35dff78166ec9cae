// SPDX-License-Identifier: MIT
#include "core/base/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

namespace aipool {
namespace {

using ::testing::MatchesRegex;

TEST(IdsTest, Uuid4HasVersionAndVariant) {
  EXPECT_THAT(uuid4(), MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(IdsTest, Uuid7OpensWithItsTime) {
  EXPECT_THAT(uuid7(0x0123456789ab), MatchesRegex("01234567-89ab-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(IdsTest, Uuid7SortsByTime) {
  EXPECT_LT(uuid7(1'700'000'000'000), uuid7(1'700'000'000'001));
  EXPECT_LT(uuid7(255), uuid7(256));
}

TEST(IdsTest, RequestIdHasItsPrefixAndTime) {
  const RequestId id = request_id(0x0123456789ab);
  EXPECT_THAT(std::string(id.data(), id.size()), MatchesRegex("req_0123456789ab7[0-9a-f]{19}"));
}

TEST(IdsTest, NoTwoIdsAreAlike) {
  std::set<std::string> ids;
  for (int i = 0; i < 10'000; ++i) ids.insert(uuid7(1));
  EXPECT_EQ(ids.size(), 10'000u);
}

TEST(IdsTest, RandomFillsWhatItIsGivenAndNothingElse) {
  std::array<std::byte, 48> bytes{};
  fill_random(std::span(bytes).subspan(8, 32));
  const std::span<const std::byte> all(bytes);
  const auto is_zero = [](std::byte b) { return b == std::byte{0}; };
  EXPECT_TRUE(std::all_of(all.begin(), all.begin() + 8, is_zero));
  EXPECT_FALSE(std::all_of(all.begin() + 8, all.begin() + 40, is_zero));
  EXPECT_TRUE(std::all_of(all.begin() + 40, all.end(), is_zero));
}

}  // namespace
}  // namespace aipool
