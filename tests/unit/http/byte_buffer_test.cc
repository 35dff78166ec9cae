// SPDX-License-Identifier: MIT
#include "core/http/byte_buffer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace aipool::http {
namespace {

TEST(ByteBufferTest, BehavesLikeAQueueOfBytes) {
  std::mt19937 random(1);
  ByteBuffer buffer;
  std::string model;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text(random() % 700, static_cast<char>('a' + i % 26));
    buffer.append(text);
    model += text;
    const std::size_t count = random() % (model.size() + 1);
    buffer.consume(count);
    model.erase(0, count);
    ASSERT_EQ(buffer.view(), model);
  }
}

TEST(ByteBufferTest, GivesRoomAndTakesWhatWasWritten) {
  ByteBuffer buffer;
  buffer.append("abc");
  const auto room = buffer.space(5);
  ASSERT_GE(room.size(), 5U);
  room[0] = 'd';
  buffer.commit(1);
  EXPECT_EQ(buffer.view(), "abcd");
  buffer.truncate(2);
  EXPECT_EQ(buffer.view(), "ab");
}

TEST(ByteBufferTest, ReusesTheRoomInFront) {
  ByteBuffer buffer;
  buffer.append(std::string(400, 'x'));
  const std::size_t capacity = buffer.capacity();
  for (int i = 0; i < 100; ++i) {
    buffer.consume(300);
    buffer.append(std::string(300, 'y'));
  }
  EXPECT_LE(buffer.capacity(), 2 * capacity);
}

TEST(ByteBufferTest, GivesLargeMemoryBackOnlyWhenEmpty) {
  ByteBuffer buffer;
  buffer.append(std::string(10'000, 'x'));
  buffer.trim(4'096);
  EXPECT_GE(buffer.capacity(), 10'000U);
  buffer.clear();
  buffer.trim(20'000);
  EXPECT_GE(buffer.capacity(), 10'000U);
  buffer.trim(4'096);
  EXPECT_EQ(buffer.capacity(), 0U);
  buffer.append("again");
  EXPECT_EQ(buffer.view(), "again");
}

}  // namespace
}  // namespace aipool::http
