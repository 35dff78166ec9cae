// SPDX-License-Identifier: MIT
#include "core/base/metrics.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace aipool {
namespace {

using Kind = MetricRegistry::Kind;
using Labels = std::vector<std::string_view>;

TEST(MetricsTest, AddsByLabels) {
  MetricRegistry metrics;
  const auto id = metrics.define(Kind::kCounter, "requests_total", Labels{"pool", "status"});
  metrics.add(id, 1, Labels{"a", "200"});
  metrics.add(id, 2, Labels{"a", "200"});
  metrics.add(id, 5, Labels{"b", "200"});
  EXPECT_EQ(metrics.value("requests_total", {"a", "200"}), 3);
  EXPECT_EQ(metrics.value("requests_total", {"b", "200"}), 5);
  EXPECT_EQ(metrics.value("requests_total", {"c", "200"}), 0);
  EXPECT_EQ(metrics.value("unknown", {}), 0);
}

TEST(MetricsTest, SameDefinitionGivesTheSameNumberAndAnotherNone) {
  MetricRegistry metrics;
  const auto id = metrics.define(Kind::kCounter, "things", Labels{"a"});
  EXPECT_NE(id, 0u);
  EXPECT_EQ(metrics.define(Kind::kCounter, "things", Labels{"a"}), id);
  EXPECT_EQ(metrics.define(Kind::kGauge, "things", Labels{"a"}), 0u);
  EXPECT_EQ(metrics.define(Kind::kCounter, "things", Labels{"b"}), 0u);
  EXPECT_NE(metrics.define(Kind::kCounter, "others", Labels{"a"}), id);
}

TEST(MetricsTest, RefusesMalformedNames) {
  MetricRegistry metrics;
  for (const std::string_view name : {"", "9lives", "with-dash", "with space", "ümlaut"}) {
    EXPECT_EQ(metrics.define(Kind::kCounter, name, {}), 0u) << name;
    EXPECT_EQ(metrics.define(Kind::kCounter, "fine", Labels{name}), 0u) << name;
  }
}

TEST(MetricsTest, CountsWhatItDrops) {
  MetricRegistry metrics;
  const auto id = metrics.define(Kind::kCounter, "total", Labels{"a"});
  metrics.add(id, 1, Labels{});
  metrics.add(id, -1, Labels{"x"});
  metrics.add(id, std::numeric_limits<double>::quiet_NaN(), Labels{"x"});
  metrics.add(id, std::numeric_limits<double>::infinity(), Labels{"x"});
  metrics.add(0, 1, Labels{});
  metrics.add(99, 1, Labels{});
  const auto all = metrics.snapshot();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].dropped, 4u);
  EXPECT_TRUE(all[0].series.empty());
}

TEST(MetricsTest, GaugesGoDown) {
  MetricRegistry metrics;
  const auto id = metrics.define(Kind::kGauge, "in_flight", {});
  metrics.add(id, 3, {});
  metrics.add(id, -2, {});
  EXPECT_EQ(metrics.value("in_flight", {}), 1);
}

TEST(MetricsTest, KeepsAtMostItsCapOfLabelSets) {
  MetricRegistry metrics;
  const auto id = metrics.define(Kind::kCounter, "many", Labels{"n"});
  for (std::size_t i = 0; i < MetricRegistry::kSeriesMax + 10; ++i) metrics.add(id, 1, Labels{std::to_string(i)});
  metrics.add(id, 1, Labels{"0"});
  const auto all = metrics.snapshot();
  EXPECT_EQ(all[0].series.size(), MetricRegistry::kSeriesMax);
  EXPECT_EQ(all[0].dropped, 10u);
  EXPECT_EQ(metrics.value("many", {"0"}), 2);
}

TEST(MetricsTest, LosesNothingBetweenThreads) {
  MetricRegistry metrics;
  const auto work = [&metrics] {
    const auto id = metrics.define(Kind::kCounter, "shared", Labels{"k"});
    for (int i = 0; i < 1000; ++i) metrics.add(id, 1, Labels{i % 2 == 0 ? "even" : "odd"});
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(metrics.value("shared", {"even"}), 2000);
  EXPECT_EQ(metrics.value("shared", {"odd"}), 2000);
}

}  // namespace
}  // namespace aipool
