// SPDX-License-Identifier: MIT
#include "core/http/event_loop.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "core/http/timer.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;

TEST(EventLoopTest, RunsPostedWorkOfOtherThreadsInOrder) {
  EventLoop loop;
  std::vector<int> seen;
  std::thread poster([&] {
    for (int i = 0; i < 1000; ++i) loop.post([&seen, i] { seen.push_back(i); });
    loop.stop();
  });
  loop.run();
  poster.join();
  ASSERT_EQ(seen.size(), 1000U);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(EventLoopTest, RunsAgainAfterStop) {
  EventLoop loop;
  int runs = 0;
  for (int i = 0; i < 3; ++i) {
    loop.post([&] { ++runs; });
    loop.stop();
    loop.run();
  }
  EXPECT_EQ(runs, 3);
}

TEST(EventLoopTest, DefersToTheEndOfTheBatch) {
  EventLoop loop;
  std::string order;
  loop.each_batch([&] { order += 'h'; });
  loop.post([&] {
    loop.defer([&] { order += 'd'; });
    order += 'a';
  });
  loop.post([&] { order += 'b'; });
  loop.stop();
  loop.run();
  EXPECT_EQ(order, "abdh");
}

TEST(EventLoopTest, WakesForItsHookEvenWhenIdle) {
  EventLoop loop;
  int batches = 0;
  loop.each_batch(
      [&] {
        if (++batches == 3) loop.stop();
      },
      milliseconds(5));
  loop.run();
  EXPECT_GE(batches, 3);
}

TEST(EventLoopTest, ReportsWhatCallbacksThrowAndGoesOn) {
  EventLoop loop;
  std::vector<std::string> failures;
  loop.on_failure([&](const std::exception_ptr& failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::runtime_error& error) {
      failures.emplace_back(error.what());
    }
  });
  Timer timer(loop);
  loop.post([] { throw std::runtime_error("posted"); });
  loop.defer([] { throw std::runtime_error("deferred"); });
  timer.arm(milliseconds(1), [&] {
    loop.stop();
    throw std::runtime_error("timed");
  });
  loop.run();
  EXPECT_EQ(failures, (std::vector<std::string>{"posted", "deferred", "timed"}));
}

TEST(EventLoopTest, DropsWorkPostedAfterItsEnd) {
  std::shared_ptr<Mailbox> mailbox;
  {
    EventLoop loop;
    mailbox = loop.mailbox();
    EXPECT_TRUE(mailbox->post([] {}));
  }
  EXPECT_FALSE(mailbox->post([] { FAIL() << "nobody is left to run this"; }));
}

TEST(TimerTest, CallsBackOnceInOrderOfDeadlines) {
  EventLoop loop;
  std::string order;
  Timer late(loop);
  Timer early(loop);
  Timer cancelled(loop);
  late.arm(milliseconds(60), [&] {
    order += 'l';
    loop.stop();
  });
  early.arm(milliseconds(20), [&] { order += 'e'; });
  cancelled.arm(milliseconds(30), [&] { order += 'c'; });
  cancelled.cancel();
  loop.run();
  EXPECT_EQ(order, "el");
  EXPECT_FALSE(early.armed());
}

TEST(TimerTest, MayRearmOrDestroyItselfFromItsCallback) {
  EventLoop loop;
  int ticks = 0;
  auto timer = std::make_unique<Timer>(loop);
  std::function<void()> tick = [&] {
    if (++ticks < 3) return timer->arm(milliseconds(1), tick);
    timer.reset();
    loop.stop();
  };
  timer->arm(milliseconds(1), tick);
  loop.run();
  EXPECT_EQ(ticks, 3);
  EXPECT_EQ(timer, nullptr);
}

}  // namespace
}  // namespace aipool::http
