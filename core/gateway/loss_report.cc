// SPDX-License-Identifier: MIT
#include "core/gateway/loss_report.h"

#include <array>

#include "core/gateway/transaction.h"

namespace aipool::gateway {
namespace {

constexpr std::array<std::string_view, 2> kLabels = {"protocol", "provider"};

}  // namespace

LossReport::LossReport(Logger& logger, MetricRegistry& metrics)
    : logger_(logger), metrics_(metrics), metric_(metrics.define(MetricRegistry::Kind::kCounter, kMetric, kLabels)) {}

void LossReport::record(const Transaction& t) const {
  const std::size_t count = t.call.loss_count();
  if (count == 0 || t.protocol == nullptr || t.pool == nullptr) return;
  const std::array<std::string_view, 2> labels = {t.protocol->id(), t.pool->provider->id()};
  metrics_.add(metric_, static_cast<double>(count), labels);
  for (const plugin::Loss& loss : t.call.losses()) {
    logger_.log(LogLevel::kDebug, "lost in conversion", {{"id", t.call.id()}, {"at", loss.pointer}, {"why", loss.why}});
  }
}

}  // namespace aipool::gateway
