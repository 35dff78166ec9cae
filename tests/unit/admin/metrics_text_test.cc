// SPDX-License-Identifier: MIT
#include "core/admin/metrics_text.h"

#include <gtest/gtest.h>

#include <array>

namespace aipool::admin {
namespace {

std::string text_of(const MetricRegistry& registry) { return metrics_text(registry.snapshot()); }

TEST(MetricsTextTest, EachSeriesIsALineBelowTheTypeOfItsMetric) {
  MetricRegistry registry;
  constexpr std::string_view kLabels[] = {"provider", "outcome"};
  const auto attempts = registry.define(MetricRegistry::Kind::kCounter, "attempts_total", kLabels);
  const auto open = registry.define(MetricRegistry::Kind::kGauge, "open", {});
  registry.add(attempts, 2, std::array<std::string_view, 2>{"openai-custom", "answered"});
  registry.add(attempts, 1, std::array<std::string_view, 2>{"openai-custom", "failed"});
  registry.add(open, 0.5, {});
  EXPECT_EQ(text_of(registry),
            "# TYPE attempts_total counter\n"
            "attempts_total{provider=\"openai-custom\",outcome=\"answered\"} 2\n"
            "attempts_total{provider=\"openai-custom\",outcome=\"failed\"} 1\n"
            "# TYPE open gauge\n"
            "open 0.5\n");
}

TEST(MetricsTextTest, ALabelCannotBreakOutOfItsLine) {
  MetricRegistry registry;
  constexpr std::string_view kLabels[] = {"model"};
  const auto metric = registry.define(MetricRegistry::Kind::kCounter, "m", kLabels);
  registry.add(metric, 1, std::array<std::string_view, 1>{"a\"b\\c\nd"});
  EXPECT_EQ(text_of(registry), "# TYPE m counter\nm{model=\"a\\\"b\\\\c\\nd\"} 1\n");
}

TEST(MetricsTextTest, WhatWasNeverCountedIsLeftOutAndWhatWasDroppedIsCounted) {
  MetricRegistry registry;
  const auto metric = registry.define(MetricRegistry::Kind::kCounter, "m", {});
  EXPECT_EQ(text_of(registry), "");
  registry.add(metric, -1, {});
  EXPECT_EQ(text_of(registry),
            "# TYPE aipool_metric_samples_dropped_total counter\n"
            "aipool_metric_samples_dropped_total{metric=\"m\"} 1\n");
}

TEST(MetricsTextTest, LargeCountsKeepAllTheirDigits) {
  MetricRegistry registry;
  const auto metric = registry.define(MetricRegistry::Kind::kCounter, "m", {});
  registry.add(metric, 9007199254740991.0, {});
  EXPECT_EQ(text_of(registry), "# TYPE m counter\nm 9007199254740991\n");
}

}  // namespace
}  // namespace aipool::admin
