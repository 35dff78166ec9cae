// SPDX-License-Identifier: MIT
//
// No test here asks how long something took: the watchdog is waited for until it has spoken.
#include "core/plugin/watchdog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace aipool::plugin {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

class WatchdogTest : public ::testing::Test {
 protected:
  double slow(std::string_view plugin, std::string_view function) const {
    return metrics_.value("aipool_plugin_slow_calls_total", {plugin, function});
  }
  void wait_for(std::string_view plugin, std::string_view function) const {
    while (slow(plugin, function) == 0) std::this_thread::sleep_for(1ms);
  }

  std::vector<std::string> lines_;  // read once the watchdog is gone, or has nothing more to say
  Logger logger_{LogLevel::kDebug, LogFormat::kText, [this](std::string_view line) { lines_.emplace_back(line); }};
  MetricRegistry metrics_;
};

TEST_F(WatchdogTest, CallThatDoesNotComeBackIsNamedOnce) {
  {
    Watchdog watchdog(logger_, metrics_, {5ms, 1ms});
    watchdog.start();
    const WatchedCall call(watchdog, watchdog.keep_name("slow"), "step");
    wait_for("slow", "step");
    std::this_thread::sleep_for(30ms);
  }
  EXPECT_EQ(slow("slow", "step"), 1);
  ASSERT_EQ(lines_.size(), 1u);
  EXPECT_THAT(lines_[0], HasSubstr("warn a plugin does not come back; its event loop waits for it plugin=slow "
                                   "function=step"));
}

TEST_F(WatchdogTest, CallsThatComeBackAreNotNamedHoweverMany) {
  Watchdog watchdog(logger_, metrics_, {10min, 1ms});
  watchdog.start();
  const std::string* const name = watchdog.keep_name("quick");
  for (int i = 0; i < 100'000; ++i) const WatchedCall call(watchdog, name, "step");
  EXPECT_EQ(slow("quick", "step"), 0);
}

TEST_F(WatchdogTest, InnerCallIsNamedAndThenTheOuterOne) {
  Watchdog watchdog(logger_, metrics_, {5ms, 1ms});
  watchdog.start();
  const WatchedCall outer(watchdog, watchdog.keep_name("decoder"), "decode_frame");
  {
    const WatchedCall inner(watchdog, watchdog.keep_name("encoder"), "encode_event");
    wait_for("encoder", "encode_event");
  }
  wait_for("decoder", "decode_frame");
}

TEST_F(WatchdogTest, EveryThreadIsWatched) {
  Watchdog watchdog(logger_, metrics_, {5ms, 1ms});
  watchdog.start();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, name = "plugin-" + std::to_string(i)] {
      for (int n = 0; n < 1000; ++n) const WatchedCall quick(watchdog, watchdog.keep_name(name), "quick");
      const WatchedCall call(watchdog, watchdog.keep_name(name), "step");
      wait_for(name, "step");
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(WatchdogTest, ThreadGoesFromOneWatchdogToTheNext) {
  for (int i = 0; i < 3; ++i) {
    Watchdog watchdog(logger_, metrics_, {10min, 1ms});
    Watchdog other(logger_, metrics_, {10min, 1ms});
    for (int n = 0; n < 3; ++n) {
      const WatchedCall call(watchdog, watchdog.keep_name("a"), "step");
      const WatchedCall nested(other, other.keep_name("b"), "step");
    }
  }
}

}  // namespace
}  // namespace aipool::plugin
