// SPDX-License-Identifier: MIT
#include "core/gateway/health_report.h"

#include <array>
#include <string>

namespace aipool::gateway {
namespace {

constexpr std::string_view kTransitionLabels[] = {"provider", "of", "from", "to"};

// Suspended needs the operator; what comes back is good news.
LogLevel weight_of(pool::Health health) {
  switch (health) {
    case pool::Health::kSuspended:
      return LogLevel::kError;
    case pool::Health::kResting:
    case pool::Health::kUnhealthy:
      return LogLevel::kWarn;
    case pool::Health::kHealthy:
    case pool::Health::kProbing:
    case pool::Health::kDisabled:
      return LogLevel::kInfo;
  }
  return LogLevel::kInfo;
}

}  // namespace

HealthReport::HealthReport(Logger& logger, MetricRegistry& metrics)
    : logger_(logger),
      metrics_(metrics),
      transitions_(
          metrics.define(MetricRegistry::Kind::kCounter, "aipool_account_transitions_total", kTransitionLabels)) {}

void HealthReport::health_changed(const pool::Transition& transition) {
  const std::string_view from = pool::name_of(transition.from), to = pool::name_of(transition.to);
  const std::array<std::string_view, 4> labels{transition.provider, transition.model.empty() ? "account" : "model",
                                               from, to};
  metrics_.add(transitions_, 1, labels);
  // Names of models come from clients: they must not be able to fill the log with warnings.
  const LogLevel level = transition.model.empty() ? weight_of(transition.to) : LogLevel::kInfo;
  if (!logger_.enabled(level)) return;
  const std::string pause = std::to_string(transition.pause.count());
  logger_.log(level, "an account's health has changed",
              {{"provider", transition.provider},
               {"account", transition.uuid},
               {"model", transition.model},
               {"from", from},
               {"to", to},
               {"fault", pool::name_of(transition.fault)},
               {"pause_ms", pause}});
}

void observe_pools(const Snapshot& snapshot, const std::shared_ptr<HealthReport>& report) {
  for (const PoolEntry& entry : snapshot.pools()) entry.pool->observe(report);
}

}  // namespace aipool::gateway
