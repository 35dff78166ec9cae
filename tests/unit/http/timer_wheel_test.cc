// SPDX-License-Identifier: MIT
#include "core/http/timer_wheel.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace aipool::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

// A wheel and a clock that the test moves.
class TimerWheelTest : public testing::Test {
 protected:
  struct Node final : TimedNode {
    explicit Node(std::function<void()> callback) : on_fire(std::move(callback)) {}
    void on_deadline() noexcept override { on_fire(); }
    std::function<void()> on_fire;
  };

  void advance_to(milliseconds since_start) { wheel.advance(start + since_start); }

  const TimePoint start = TimePoint(minutes(7));
  TimerWheel wheel{start};
  int fired = 0;
  Node node{[this] { ++fired; }};
};

TEST_F(TimerWheelTest, FiresNeverEarlyAndAtMostOneTickLate) {
  for (const int delay : {1, 9, 10, 11, 95, 10'239, 10'240, 10'241, 75'000, 1'800'000}) {
    TimerWheel fresh(start);
    fired = 0;
    fresh.arm(node, start + milliseconds(delay));
    fresh.advance(start + milliseconds(delay - 1));
    EXPECT_EQ(fired, 0) << delay;
    fresh.advance(start + milliseconds(delay) + TimerWheel::kTick);
    EXPECT_EQ(fired, 1) << delay;
  }
}

TEST_F(TimerWheelTest, FiresOnceHoweverOftenItTurns) {
  wheel.arm(node, start + milliseconds(50));
  for (int at = 0; at < 30'000; at += 7) advance_to(milliseconds(at));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, KeepsALaterDeadlineThroughItsTurns) {
  wheel.arm(node, start + milliseconds(25'000));
  for (int at = 0; at < 25'000; at += 10) advance_to(milliseconds(at));
  EXPECT_EQ(fired, 0);
  advance_to(milliseconds(25'010));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, TheLastDeadlineCountsWhetherItIsLaterOrEarlier) {
  for (const int later : {60, 70, 10'290, 10'300, 25'000}) {
    for (const int last : {30, 50, 60, 10'290, 40'000}) {
      TimerWheel fresh(start);
      fired = 0;
      for (const int delay : {50, later, last}) fresh.arm(node, start + milliseconds(delay));
      for (int at = 0; at < last; at += 10) fresh.advance(start + milliseconds(at));
      EXPECT_EQ(fired, 0) << later << ' ' << last;
      fresh.advance(start + milliseconds(last) + TimerWheel::kTick);
      EXPECT_EQ(fired, 1) << later << ' ' << last;
    }
  }
}

TEST_F(TimerWheelTest, WakesForADeadlineThatWasPutOff) {
  wheel.arm(node, start + milliseconds(50));
  wheel.arm(node, start + milliseconds(15'000));
  int wakes = 0;
  for (TimePoint wake = wheel.next_wake(); wake != kNoDeadline && wakes < 10; wake = wheel.next_wake(), ++wakes) {
    EXPECT_LE(wake, start + milliseconds(15'000) + TimerWheel::kTick);
    wheel.advance(wake);
  }
  EXPECT_EQ(fired, 1);
  EXPECT_LE(wakes, 4);
}

TEST_F(TimerWheelTest, FiresAfterALongPause) {
  wheel.arm(node, start + milliseconds(30));
  advance_to(minutes(60));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, RearmingReplacesAndDisarmingForgets) {
  wheel.arm(node, start + milliseconds(30));
  wheel.arm(node, start + milliseconds(60));
  advance_to(milliseconds(50));
  EXPECT_EQ(fired, 0);
  node.disarm();
  advance_to(milliseconds(100));
  EXPECT_EQ(fired, 0);
  wheel.arm(node, kNoDeadline);
  EXPECT_FALSE(node.armed());
}

TEST_F(TimerWheelTest, ADeadlineInThePastFiresAtTheNextTick) {
  advance_to(milliseconds(500));
  wheel.arm(node, start);
  advance_to(milliseconds(500));
  EXPECT_EQ(fired, 0);
  advance_to(milliseconds(510));
  EXPECT_EQ(fired, 1);
}

TEST_F(TimerWheelTest, ACallbackMayRearmItsNodeAndDestroyOthers) {
  auto victim = std::make_unique<Node>([this] { fired += 100; });
  Node killer([&] {
    victim.reset();
    wheel.arm(killer, start + milliseconds(90));
    ++fired;
  });
  wheel.arm(killer, start + milliseconds(30));
  wheel.arm(*victim, start + milliseconds(30));
  advance_to(milliseconds(30));
  EXPECT_EQ(fired, 1);
  advance_to(milliseconds(90));
  EXPECT_EQ(fired, 2);
}

TEST_F(TimerWheelTest, NextWakeIsNeverAfterTheEarliestDeadline) {
  EXPECT_EQ(wheel.next_wake(), kNoDeadline);
  for (const int delay : {5, 630, 640, 9'999, 10'240}) {
    node.disarm();
    wheel.arm(node, start + milliseconds(delay));
    EXPECT_GE(wheel.next_wake(), start + milliseconds(delay)) << delay;
    EXPECT_LE(wheel.next_wake(), start + milliseconds(delay) + TimerWheel::kTick) << delay;
  }
  wheel.arm(node, start + minutes(30));
  EXPECT_LE(wheel.next_wake(), start + minutes(30) + TimerWheel::kTick);
  node.disarm();
  EXPECT_EQ(wheel.next_wake(), kNoDeadline);
}

}  // namespace
}  // namespace aipool::http
