// SPDX-License-Identifier: MIT
#include "core/gateway/loss_report.h"

#include <array>

namespace aipool::gateway {
namespace {

constexpr std::array<std::string_view, 2> kLabels = {"protocol", "provider"};

}  // namespace

LossReport::LossReport(Logger& logger, MetricRegistry& metrics)
    : logger_(logger), metrics_(metrics), metric_(metrics.define(MetricRegistry::Kind::kCounter, kMetric, kLabels)) {}

void LossReport::record(const plugin::Call& call, std::string_view protocol, std::string_view provider) const {
  if (call.loss_count() == 0) return;
  const std::array<std::string_view, 2> labels = {protocol, provider};
  metrics_.add(metric_, static_cast<double>(call.loss_count()), labels);
  for (const plugin::Loss& loss : call.losses()) {
    logger_.log(LogLevel::kDebug, "lost in conversion", {{"id", call.id()}, {"at", loss.pointer}, {"why", loss.why}});
  }
}

}  // namespace aipool::gateway
