// SPDX-License-Identifier: MIT
#include "core/config/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace aipool::config {
namespace {

TEST(NearestTest, CountsEdits) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("port", "port"), 0U);
  EXPECT_EQ(edit_distance("prot", "port"), 1U);
  EXPECT_EQ(edit_distance("pot", "port"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("abcdef", "fedcba"), edit_distance("fedcba", "abcdef"));
}

TEST(NearestTest, SuggestsTheNearestOrListsAll) {
  constexpr std::array<std::string_view, 3> kKnown = {"host", "port", "tls"};
  EXPECT_EQ(suggest("keys", "hots", kKnown), "did you mean \"host\"?");
  EXPECT_EQ(suggest("keys", "backlog", kKnown), "known keys: host, port, tls");
  EXPECT_EQ(suggest("keys", "port:80", kKnown), "put a space after the colon");
  EXPECT_EQ(suggest("keys", std::string(100'000, 'p'), kKnown), "known keys: host, port, tls");
  EXPECT_EQ(suggest("pools", "a", {}), "known pools:");
}

}  // namespace
}  // namespace aipool::config
