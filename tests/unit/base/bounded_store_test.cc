// SPDX-License-Identifier: MIT
#include "core/base/bounded_store.h"

#include <gtest/gtest.h>

namespace aipool {
namespace {

using Store = BoundedStore<std::string>;
using std::chrono::hours;

constexpr Store::TimePoint kStart{};

Store::Shared value(std::string text) { return std::make_shared<std::string>(std::move(text)); }

TEST(BoundedStore, TheOneUsedLongestAgoGoesFirst) {
  Store store({.entries = 2, .bytes = 1 << 20, .age = hours(1)});
  EXPECT_TRUE(store.empty());
  store.put("a", value("1"), 1, kStart);
  store.put("b", value("2"), 1, kStart);
  EXPECT_EQ(*store.find("a", kStart), "1");
  store.put("c", value("3"), 1, kStart);
  EXPECT_TRUE(store.find("a", kStart));
  EXPECT_FALSE(store.find("b", kStart));
  EXPECT_TRUE(store.find("c", kStart));
}

TEST(BoundedStore, BytesAreBoundedToo) {
  Store store({.entries = 100, .bytes = 4 * Store::kEntryBytes, .age = hours(1)});
  for (const char* key : {"0", "1", "2"}) store.put(key, value(key), Store::kEntryBytes, kStart);
  EXPECT_FALSE(store.find("0", kStart));
  EXPECT_FALSE(store.find("1", kStart));  // keys count as well
  EXPECT_TRUE(store.find("2", kStart));
  store.put("large", value("l"), 4 * Store::kEntryBytes, kStart);
  EXPECT_FALSE(store.find("large", kStart));
  EXPECT_TRUE(store.find("2", kStart));
}

TEST(BoundedStore, WhatIsNotUsedGetsOld) {
  Store store({.entries = 9, .bytes = 1 << 20, .age = hours(2)});
  store.put("a", value("1"), 1, kStart);
  store.put("b", value("2"), 1, kStart + hours(1));
  EXPECT_TRUE(store.find("a", kStart + hours(2)));
  EXPECT_FALSE(store.find("b", kStart + hours(4)));
  EXPECT_TRUE(store.find("a", kStart + hours(4)));
  store.put("c", value("3"), 1, kStart + hours(9));
  EXPECT_FALSE(store.find("a", kStart + hours(9)));
}

TEST(BoundedStore, TheSameKeyIsReplacedAndAnErasedOneIsGone) {
  Store store({.entries = 1, .bytes = 4096, .age = hours(1)});
  for (int i = 0; i < 100; ++i) store.put("k", value(std::to_string(i)), 100, kStart);
  const Store::Shared found = store.find("k", kStart);
  ASSERT_TRUE(found);
  store.erase("k");
  store.erase("k");
  EXPECT_EQ(*found, "99");
  EXPECT_TRUE(store.empty());
}

}  // namespace
}  // namespace aipool
