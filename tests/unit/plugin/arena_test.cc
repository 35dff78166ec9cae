// SPDX-License-Identifier: MIT
#include "core/plugin/arena.h"

#include <gtest/gtest.h>
#include <sanitizer/asan_interface.h>

#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <string>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AIPOOL_CLANG_ASAN
#endif
#endif

namespace aipool::plugin {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;

bool is_aligned(const void* at, std::size_t align) { return reinterpret_cast<std::uintptr_t>(at) % align == 0; }

TEST(ArenaTest, TakesNothingBeforeItIsAsked) {
  Arena arena(kMiB);
  EXPECT_EQ(arena.reserved(), 0u);
}

TEST(ArenaTest, AlignsAndSeparatesWhatItGives) {
  Arena arena(kMiB);
  char* last = nullptr;
  for (const std::size_t align : {1u, 8u, 2u, 64u, 16u, 4096u, 1u}) {
    auto* at = static_cast<char*>(arena.allocate(10, align));
    ASSERT_NE(at, nullptr);
    EXPECT_TRUE(is_aligned(at, align));
    std::memset(at, 0x5a, 10);
    EXPECT_TRUE(last == nullptr || last[9] == 0x5a);
    last = at;
  }
}

TEST(ArenaTest, StopsAtItsBudget) {
  Arena arena(10'000);
  EXPECT_NE(arena.allocate(9'000, 8), nullptr);
  EXPECT_EQ(arena.allocate(2'000, 8), nullptr);
  EXPECT_LE(arena.reserved(), 10'000u);
}

TEST(ArenaTest, RefusesSenselessRequests) {
  Arena arena(kMiB);
  EXPECT_EQ(arena.allocate(8, 0), nullptr);
  EXPECT_EQ(arena.allocate(8, 3), nullptr);
  EXPECT_EQ(arena.allocate(std::numeric_limits<std::size_t>::max(), 16), nullptr);
  EXPECT_EQ(arena.allocate(std::numeric_limits<std::size_t>::max() - 4, 1), nullptr);
  EXPECT_NE(arena.allocate(8, 8), nullptr);
}

TEST(ArenaTest, EmptyRequestHasAnAddress) {
  Arena arena(kMiB);
  EXPECT_NE(arena.allocate(0, 1), nullptr);
}

TEST(ArenaTest, RewindGivesTheSameMemoryAgainAndKeepsWhatCameBefore) {
  Arena arena(64 * kMiB);
  ASSERT_NE(arena.allocate(100, 8), nullptr);
  const Arena::Mark start = arena.mark();
  void* first = arena.allocate(100, 8);
  for (int i = 0; i < 100; ++i) ASSERT_NE(arena.allocate(kMiB / 10, 8), nullptr);
  EXPECT_GT(arena.reserved(), 9 * kMiB);
  arena.rewind(start);
  EXPECT_EQ(arena.reserved(), Arena::kKeptChunk);
  EXPECT_EQ(arena.allocate(100, 8), first);
}

TEST(ArenaTest, HoldsNothingOnceAllIsRewound) {
  for (const Arena::Use use : {Arena::Use::kKept, Arena::Use::kPassing}) {
    Arena arena(kMiB, use);
    ASSERT_NE(arena.allocate(100, 8), nullptr);
    ASSERT_NE(arena.allocate(5000, 8), nullptr);
    arena.rewind({});
    EXPECT_EQ(arena.reserved(), 0u);
    EXPECT_NE(arena.allocate(100, 8), nullptr);
  }
}

TEST(ArenaTest, KeepsNoMoreThanItNeeds) {
  Arena arena(kMiB);
  for (std::size_t used = 0; used < 3000; used += 100) {
    ASSERT_NE(arena.allocate(100, 4), nullptr);
    EXPECT_LE(arena.reserved(), used + 100 + used / 4 + Arena::kKeptChunk);
  }
}

TEST(ArenaTest, NestedRewindLeavesWhatCameBefore) {
  Arena arena(64 * kMiB);
  const std::string_view outer = arena.copy("outer");
  const Arena::Mark mark = arena.mark();
  for (int round = 0; round < 3; ++round) {
    ASSERT_NE(arena.allocate(3 * Arena::kKeptChunk, 8), nullptr);
    arena.rewind(mark);
    EXPECT_EQ(outer, "outer");
    EXPECT_EQ(arena.copy("x").data(), outer.data() + outer.size());
    arena.rewind(mark);
  }
}

#if defined(__SANITIZE_ADDRESS__) || defined(AIPOOL_CLANG_ASAN)
TEST(ArenaTest, MemoryIsOutOfReachOnceRewound) {
  Arena arena(kMiB);
  const auto* at = static_cast<const char*>(arena.allocate(64, 8));
  EXPECT_EQ(__asan_address_is_poisoned(at + 63), 0);
  EXPECT_EQ(__asan_address_is_poisoned(at + 64), 1);
  arena.rewind({});
  EXPECT_EQ(__asan_address_is_poisoned(at), 1);
}
#endif

TEST(ArenaTest, CopyOverTheBudgetThrows) {
  Arena arena(1024);
  EXPECT_EQ(arena.copy(""), "");
  EXPECT_EQ(arena.copy("text"), "text");
  EXPECT_THROW(arena.copy(std::string(2000, 'x')), std::bad_alloc);
}

TEST(ArenaTest, WorksThroughTheTableOfTheAbi) {
  Arena arena(kMiB);
  const aip_arena* table = arena.abi();
  void* at = table->alloc(table->ctx, 32, 16);
  ASSERT_NE(at, nullptr);
  EXPECT_TRUE(is_aligned(at, 16));
  EXPECT_EQ(table->alloc(table->ctx, 2 * kMiB, 16), nullptr);
}

}  // namespace
}  // namespace aipool::plugin
