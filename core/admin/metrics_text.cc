// SPDX-License-Identifier: MIT
#include "core/admin/metrics_text.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace aipool::admin {
namespace {

constexpr std::string_view kDropped = "aipool_metric_samples_dropped_total";

MetricRegistry::Metric gauge(std::string_view name, std::vector<std::string> label_keys) {
  MetricRegistry::Metric metric;
  metric.name = name;
  metric.kind = MetricRegistry::Kind::kGauge;
  metric.label_keys = std::move(label_keys);
  return metric;
}

void append_type(std::string& out, std::string_view name, MetricRegistry::Kind kind) {
  out.append("# TYPE ").append(name).append(kind == MetricRegistry::Kind::kCounter ? " counter\n" : " gauge\n");
}

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

void append_sample(std::string& out, std::string_view name, std::span<const std::string> keys,
                   std::span<const std::string> values, double number) {
  out += name;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out.append(i == 0 ? "{" : ",").append(keys[i]).append("=\"");
    append_escaped(out, values[i]);
    out += '"';
  }
  if (!keys.empty()) out += '}';
  std::array<char, 32> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(" ").append(digits.data(), end.ptr).append("\n");
}

}  // namespace

std::vector<MetricRegistry::Metric> pool_metrics(const gateway::Snapshot& snapshot) {
  auto accounts = gauge("aipool_accounts", {"provider", "health"});
  auto in_flight = gauge("aipool_requests_in_flight", {"provider"});
  auto waiting = gauge("aipool_requests_waiting", {"provider"});
  for (const gateway::PoolEntry& entry : snapshot.pools()) {
    const std::string& provider = entry.pool->provider();
    for (std::size_t i = 0; i < pool::kHealthStates; ++i) {
      accounts.series[{provider, std::string(pool::name_of(static_cast<pool::Health>(i)))}] = 0;
    }
    double& running = in_flight.series[{provider}];
    for (const pool::AccountView& account : entry.pool->view()) {
      ++accounts.series[{provider, std::string(pool::name_of(account.health))}];
      running += account.in_flight;
    }
    waiting.series[{provider}] = static_cast<double>(entry.pool->waiting());
  }
  return {std::move(accounts), std::move(in_flight), std::move(waiting)};
}

std::string metrics_text(std::span<const MetricRegistry::Metric> metrics) {
  std::string out;
  std::string dropped;
  const std::array<std::string, 1> of_metric = {"metric"};
  for (const MetricRegistry::Metric& metric : metrics) {
    if (!metric.series.empty()) append_type(out, metric.name, metric.kind);
    for (const auto& [labels, value] : metric.series) append_sample(out, metric.name, metric.label_keys, labels, value);
    if (metric.dropped == 0) continue;
    append_sample(dropped, kDropped, of_metric, {&metric.name, 1}, static_cast<double>(metric.dropped));
  }
  if (!dropped.empty()) append_type(out, kDropped, MetricRegistry::Kind::kCounter);
  return out + dropped;
}

}  // namespace aipool::admin
