// SPDX-License-Identifier: MIT
#include "core/base/metrics.h"

#include <cmath>

namespace aipool {
namespace {

bool well_formed(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto later = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && letter(name.front()) && std::all_of(name.begin(), name.end(), later);
}

}  // namespace

std::uint32_t MetricRegistry::define(Kind kind, std::string_view name, std::span<const std::string_view> label_keys) {
  if (!well_formed(name) || !std::all_of(label_keys.begin(), label_keys.end(), well_formed)) return 0;
  const Lock lock(mutex_);
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    const Metric& known = metrics_[i];
    if (known.name != name) continue;
    const bool same = known.kind == kind && std::equal(label_keys.begin(), label_keys.end(), known.label_keys.begin(),
                                                       known.label_keys.end());
    return same ? static_cast<std::uint32_t>(i + 1) : 0;
  }
  Metric metric;
  metric.name = name;
  metric.kind = kind;
  metric.label_keys.assign(label_keys.begin(), label_keys.end());
  metrics_.push_back(std::move(metric));
  return static_cast<std::uint32_t>(metrics_.size());
}

void MetricRegistry::add(std::uint32_t id, double value, std::span<const std::string_view> labels) {
  const Lock lock(mutex_);
  if (id == 0 || id > metrics_.size()) return;
  Metric& metric = metrics_[id - 1];
  const bool backwards = metric.kind == Kind::kCounter && value < 0;
  if (labels.size() != metric.label_keys.size() || !std::isfinite(value) || backwards) {
    ++metric.dropped;
    return;
  }
  if (const auto found = metric.series.find(labels); found != metric.series.end()) {
    found->second += value;
  } else if (metric.series.size() < kSeriesMax) {
    metric.series.emplace(std::vector<std::string>(labels.begin(), labels.end()), value);
  } else {
    ++metric.dropped;
  }
}

double MetricRegistry::value(std::string_view name, std::initializer_list<std::string_view> labels) const {
  const Lock lock(mutex_);
  for (const Metric& metric : metrics_) {
    if (metric.name != name) continue;
    const auto found = metric.series.find(labels);
    return found == metric.series.end() ? 0 : found->second;
  }
  return 0;
}

std::vector<MetricRegistry::Metric> MetricRegistry::snapshot() const {
  const Lock lock(mutex_);
  return metrics_;
}

}  // namespace aipool
