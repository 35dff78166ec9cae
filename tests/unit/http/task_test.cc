// SPDX-License-Identifier: MIT
#include "core/http/task.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>

#include "core/http/frame_pool.h"
#include "core/http/signal.h"
#include "loop_run.h"

namespace aipool::http {
namespace {

Task<int> ready(int value) { co_return value; }

Task<int> throwing() {
  throw std::runtime_error("from a task");
  co_return 0;
}

Task<std::unique_ptr<int>> move_only() { co_return std::make_unique<int>(7); }

Task<int> after_pause(EventLoop& loop, int value) {
  Yield yield(loop);
  co_await yield;
  co_return value;
}

TEST(TaskTest, GivesItsValueToWhoAwaitsIt) {
  EventLoop loop;
  int sum = 0;
  auto body = [&]() -> Task<void> {
    const int first = co_await ready(1);
    const int second = co_await after_pause(loop, 2);
    const auto pointer = co_await move_only();
    sum = first + second + *pointer;
  };
  test::run_on(loop, body());
  EXPECT_EQ(sum, 10);
}

TEST(TaskTest, IsReadyWithoutACoroutine) {
  EventLoop loop;
  int value = 0;
  auto body = [&]() -> Task<void> {
    Task<int> later = Task<int>::ready(5);
    Task<int> moved = std::move(later);
    value = co_await moved;
  };
  test::run_on(loop, body());
  EXPECT_EQ(value, 5);
}

TEST(TaskTest, DoesNotStartBeforeItIsAwaited) {
  bool started = false;
  auto body = [&]() -> Task<void> {
    started = true;
    co_return;
  };
  { const auto task = body(); }
  EXPECT_FALSE(started);
}

TEST(TaskTest, RethrowsWhereItIsAwaited) {
  EventLoop loop;
  std::string caught;
  auto body = [&]() -> Task<void> {
    try {
      co_await throwing();
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
  };
  test::run_on(loop, body());
  EXPECT_EQ(caught, "from a task");
}

TEST(TaskTest, ReportsWhatEscapesASpawnedTask) {
  EventLoop loop;
  auto body = []() -> Task<void> { co_await throwing(); };
  EXPECT_THROW(test::run_on(loop, body()), std::runtime_error);
}

TEST(TaskTest, AMillionReadyTasksInALoopKeepTheStackFlat) {
  EventLoop loop;
  std::int64_t sum = 0;
  auto body = [&]() -> Task<void> {
    for (int i = 0; i < 1'000'000; ++i) {
      const int one = co_await ready(1);
      sum += one;
    }
  };
  test::run_on(loop, body());
  EXPECT_EQ(sum, 1'000'000);
}

TEST(TaskTest, PausedTasksInALoopKeepTheStackFlat) {
  EventLoop loop;
  std::int64_t sum = 0;
  auto body = [&]() -> Task<void> {
    for (int i = 0; i < 100'000; ++i) {
      const int one = co_await after_pause(loop, 1);
      sum += one;
    }
  };
  test::run_on(loop, body());
  EXPECT_EQ(sum, 100'000);
}

// Counts the objects that live.
struct Counted {
  explicit Counted(int& live) : live_(live) { ++live_; }
  ~Counted() { --live_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  int& live_;
};

Task<void> wait_for_ever(EventLoop& loop, int& live) {
  const Counted counted(live);
  Signal never(loop);
  co_await never.wait(kNoDeadline, nullptr);
}

TEST(TaskTest, ALoopDestroysTheTasksThatAreLeft) {
  int live = 0;
  {
    EventLoop loop;
    auto outer = [&]() -> Task<void> { co_await wait_for_ever(loop, live); };
    spawn(loop, outer());
    spawn(loop, wait_for_ever(loop, live));
    loop.stop();
    loop.run();
    EXPECT_EQ(live, 2);
    loop.drop_tasks();
    EXPECT_EQ(live, 0);
    spawn(loop, wait_for_ever(loop, live));  // never started
  }
  EXPECT_EQ(live, 0);
}

TEST(TaskTest, EveryOtherTaskGetsATurnWhileOneYields) {
  EventLoop loop;
  std::string order;
  auto body = [&](char name) -> Task<void> {
    for (int i = 0; i < 3; ++i) {
      order += name;
      Yield yield(loop);
      co_await yield;
    }
    if (name == 'b') loop.stop();
  };
  spawn(loop, body('a'));
  spawn(loop, body('b'));
  loop.run();
  EXPECT_EQ(order, "ababab");
}

TEST(FramePoolTest, BlocksOfEverySizeAreWritableToTheirEnd) {
  for (std::size_t size = 1; size < 6000; size += 37) {
    auto* const first = static_cast<char*>(frame_pool::allocate(size));
    first[0] = first[size - 1] = 'x';
    frame_pool::release(first, size);
    auto* const second = static_cast<char*>(frame_pool::allocate(size));
    second[0] = second[size - 1] = 'y';
    frame_pool::release(second, size);
  }
}

// As many of each size as the lists keep, so that no block goes back to malloc and comes from there for another size.
TEST(FramePoolTest, AFreeBlockIsGivenOutOnceAndForItsOwnSize) {
  std::map<void*, std::size_t> sizes;
  std::map<void*, std::size_t> again;
  std::thread([&] {  // which has lists of its own
    const auto allocate_all = [](std::map<void*, std::size_t>& blocks) {
      for (std::size_t size = 64; size <= 4096; size += 64) {
        for (std::size_t i = 0; i < 64 * 1024 / size; ++i) blocks.emplace(frame_pool::allocate(size), size);
      }
    };
    allocate_all(sizes);
    for (const auto& [block, size] : sizes) frame_pool::release(block, size);
    allocate_all(again);
    for (const auto& [block, size] : again) frame_pool::release(block, size);
  }).join();
  EXPECT_EQ(again.size(), sizes.size());
  for (const auto& [block, size] : again) {
    const auto first = sizes.find(block);
    EXPECT_TRUE(first == sizes.end() || first->second == size);
  }
}

}  // namespace
}  // namespace aipool::http
