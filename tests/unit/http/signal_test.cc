// SPDX-License-Identifier: MIT
#include "core/http/signal.h"

#include <gtest/gtest.h>

#include <string>

#include "core/http/timer.h"
#include "loop_run.h"

namespace aipool::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShort{10};
constexpr milliseconds kLong{60'000};

// A task that waits on `signal` and leaves the outcome.
Task<void> wait_once(Signal& signal, TimePoint deadline, Cancellation* cancellation, WaitOutcome& outcome) {
  outcome = co_await signal.wait(deadline, cancellation);
}

class SignalTest : public testing::Test {
 protected:
  WaitOutcome wait(TimePoint deadline, Cancellation* given) {
    WaitOutcome outcome{};
    test::run_on(loop, wait_once(signal, deadline, given, outcome));
    return outcome;
  }

  EventLoop loop;
  Signal signal{loop};
  Cancellation cancellation;
  Timer timer{loop};
};

TEST_F(SignalTest, KeepsASetThatNobodyWaitedForOnce) {
  signal.set();
  EXPECT_EQ(wait(kNoDeadline, nullptr), WaitOutcome::kSignalled);
  EXPECT_FALSE(signal.is_set());
  signal.set();
  signal.clear();
  EXPECT_EQ(wait(loop.after(milliseconds(10)), nullptr), WaitOutcome::kDeadline);
}

TEST_F(SignalTest, WakesItsWaiter) {
  timer.arm(milliseconds(1), [&] { signal.set(); });
  EXPECT_EQ(wait(kNoDeadline, &cancellation), WaitOutcome::kSignalled);
  EXPECT_FALSE(signal.is_set());
}

TEST_F(SignalTest, GivesUpAtTheDeadline) {
  EXPECT_EQ(wait(loop.after(milliseconds(20)), &cancellation), WaitOutcome::kDeadline);
  EXPECT_EQ(wait(loop.now() - milliseconds(1), nullptr), WaitOutcome::kDeadline);
}

TEST_F(SignalTest, TheDeadlineOfAWaitEndsNoLaterOne) {
  signal.set();
  EXPECT_EQ(wait(loop.after(milliseconds(5)), nullptr), WaitOutcome::kSignalled);
  timer.arm(milliseconds(40), [&] { signal.set(); });
  EXPECT_EQ(wait(kNoDeadline, nullptr), WaitOutcome::kSignalled);
  timer.arm(milliseconds(1), [&] { signal.set(); });
  EXPECT_EQ(wait(loop.after(milliseconds(5)), nullptr), WaitOutcome::kSignalled);
  timer.arm(milliseconds(40), [&] { signal.set(); });
  EXPECT_EQ(wait(loop.after(milliseconds(10'000)), nullptr), WaitOutcome::kSignalled);
}

TEST_F(SignalTest, AnEarlierDeadlineThanTheLastCounts) {
  timer.arm(milliseconds(1), [&] { signal.set(); });
  EXPECT_EQ(wait(loop.after(milliseconds(600'000)), nullptr), WaitOutcome::kSignalled);
  EXPECT_EQ(wait(loop.after(milliseconds(5)), nullptr), WaitOutcome::kDeadline);
}

TEST_F(SignalTest, EndsWhenCancelled) {
  timer.arm(milliseconds(1), [&] { cancellation.cancel(); });
  EXPECT_EQ(wait(loop.after(milliseconds(5'000)), &cancellation), WaitOutcome::kCancelled);
}

TEST_F(SignalTest, DoesNotBeginToWaitOnceCancelled) {
  cancellation.cancel();
  signal.set();
  EXPECT_EQ(wait(kNoDeadline, &cancellation), WaitOutcome::kCancelled);
  EXPECT_TRUE(signal.is_set());
}

TEST_F(SignalTest, TheFirstReasonCounts) {
  timer.arm(milliseconds(1), [&] {
    cancellation.cancel();
    signal.set();
  });
  EXPECT_EQ(wait(loop.after(milliseconds(5)), &cancellation), WaitOutcome::kCancelled);
  EXPECT_TRUE(signal.is_set());
}

TEST_F(SignalTest, OneCancellationEndsManyWaits) {
  Signal other(loop);
  WaitOutcome first{};
  WaitOutcome second{};
  spawn(loop, wait_once(other, kNoDeadline, &cancellation, first));
  timer.arm(milliseconds(1), [&] { cancellation.cancel(); });
  test::run_on(loop, wait_once(signal, kNoDeadline, &cancellation, second));
  EXPECT_EQ(first, WaitOutcome::kCancelled);
  EXPECT_EQ(second, WaitOutcome::kCancelled);
}

TEST_F(SignalTest, ADestroyedWaiterIsForgotten) {
  WaitOutcome outcome{};
  spawn(loop, wait_once(signal, loop.after(milliseconds(1)), &cancellation, outcome));
  loop.stop();
  loop.run();
  loop.drop_tasks();
  signal.set();
  cancellation.cancel();
  EXPECT_TRUE(signal.is_set());
}

TEST_F(SignalTest, TheEndOfABatchComesAfterAllThatIsReady) {
  std::string order;
  const auto at_the_end = [&]() -> Task<void> {
    BatchEnd end(loop);
    co_await end;
    order += "end ";
  };
  const auto at_once = [&]() -> Task<void> {
    order += "ready ";
    co_return;
  };
  const auto in_the_next = [&]() -> Task<void> {
    Yield yield(loop);
    co_await yield;
    order += "next";
  };
  spawn(loop, at_the_end());
  spawn(loop, at_once());
  test::run_on(loop, in_the_next());
  EXPECT_EQ(order, "ready end next");
}

TEST_F(SignalTest, SleepEndsByItselfOrByCancellation) {
  int slept = 0;
  int cancelled = 0;
  auto body = [&]() -> Task<void> {
    const auto whole = co_await sleep_for(loop, kShort, &cancellation);
    if (whole) ++slept;
    timer.arm(milliseconds(1), [&] { cancellation.cancel(); });
    const auto cut = co_await sleep_for(loop, kLong, &cancellation);
    if (!cut && cut.error().code == ErrorCode::kCancelled) ++cancelled;
  };
  test::run_on(loop, body());
  EXPECT_EQ(slept, 1);
  EXPECT_EQ(cancelled, 1);
}

}  // namespace
}  // namespace aipool::http
