// SPDX-License-Identifier: MIT
#include "core/plugin/splice.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace aipool::plugin {
namespace {

TEST(SpliceTest, AppliesEditsInOrder) {
  const std::vector<Splice> splices = {{0, 0, "<"}, {1, 2, ""}, {3, 0, "-"}, {5, 1, "F"}, {6, 0, ">"}};
  EXPECT_EQ(apply_splices("abcdef", splices), "<a-deF>");
  EXPECT_EQ(apply_splices("abc", {}), "abc");
  EXPECT_EQ(apply_splices("", std::vector<Splice>{{0, 0, "x"}}), "x");
}

TEST(SpliceTest, AcceptsTouchingEdits) {
  SpliceCheck check(6);
  for (const aip_splice& splice : {aip_splice{0, 2, {}}, {2, 0, {}}, {2, 4, {}}, {6, 0, {}}}) {
    EXPECT_TRUE(check.accept(splice));
  }
}

TEST(SpliceTest, RefusesEditsOutsideTheSource) {
  constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();
  for (const aip_splice& splice : {aip_splice{7, 0, {}}, {6, 1, {}}, {0, 7, {}}, {2, kHuge, {}}, {kHuge, 2, {}}}) {
    EXPECT_FALSE(SpliceCheck(6).accept(splice)) << splice.offset << " " << splice.erase;
  }
}

TEST(SpliceTest, RefusesOverlapAndDisorder) {
  SpliceCheck check(6);
  EXPECT_TRUE(check.accept({2, 2, {}}));
  EXPECT_FALSE(check.accept({3, 1, {}}));
  EXPECT_FALSE(check.accept({0, 1, {}}));
  EXPECT_TRUE(check.accept({4, 1, {}}));
}

TEST(SpliceTest, FitsOnlyAsAWhole) {
  EXPECT_TRUE(splices_fit(3, {}));
  EXPECT_TRUE(splices_fit(3, std::vector<aip_splice>{{0, 1, {}}, {3, 0, {}}}));
  EXPECT_FALSE(splices_fit(3, std::vector<aip_splice>{{0, 1, {}}, {3, 1, {}}}));
  EXPECT_FALSE(splices_fit(3, std::vector<aip_splice>{{2, 1, {}}, {0, 1, {}}}));
}

}  // namespace
}  // namespace aipool::plugin
