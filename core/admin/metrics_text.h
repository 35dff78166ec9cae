// SPDX-License-Identifier: MIT
//
// metrics_text() writes what was counted in the text format of Prometheus: GET /metrics.
//
// Flow:      Management adds what can be seen in the pools at the moment (pool_metrics()) to what was counted.
// Threading: pure, but for the pools' own locks.
// Ownership: the text is the caller's.
// Errors:    none. Labels are escaped; a metric without series is left out.
// Source:    https://prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/metrics.h"
#include "core/gateway/snapshot.h"

namespace aipool::admin {

inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

// Gauges: accounts by health, requests in flight, requests that wait.
std::vector<MetricRegistry::Metric> pool_metrics(const gateway::Snapshot& snapshot);

std::string metrics_text(std::span<const MetricRegistry::Metric> metrics);

}  // namespace aipool::admin
