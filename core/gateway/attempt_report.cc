// SPDX-License-Identifier: MIT
#include "core/gateway/attempt_report.h"

#include <algorithm>

namespace aipool::gateway {
namespace {

constexpr std::array<std::string_view, 2> kAttemptLabels = {"provider", "outcome"};

}  // namespace

AttemptReport::AttemptReport(http::EventLoop& loop, Logger& logger, MetricRegistry& metrics)
    : logger_(logger), metrics_(metrics),
      metric_(metrics.define(MetricRegistry::Kind::kCounter, kMetric, kAttemptLabels)), timer_(loop) {}

void AttemptReport::record(std::string_view id, const AttemptRecord& attempt) {
  auto counts = std::find_if(counts_.begin(), counts_.end(),
                             [&](const Counts& each) { return each.provider == attempt.provider; });
  if (counts == counts_.end()) counts = counts_.insert(counts_.end(), Counts{std::string(attempt.provider), {}});
  ++counts->of[static_cast<std::size_t>(attempt.outcome)];
  if (!timer_.armed()) timer_.arm(kFlushAfter, [this] { flush(); });
  if (!logger_.enabled(LogLevel::kDebug)) return;
  const std::string status = std::to_string(attempt.status);
  const std::string took = std::to_string(attempt.took(attempt.ended).count());
  logger_.log(LogLevel::kDebug, "attempt",
              {{"id", id}, {"provider", attempt.provider}, {"account", attempt.account}, {"model", attempt.model},
               {"status", status}, {"outcome", name_of(attempt.outcome)}, {"ms", took}});
}

void AttemptReport::flush() {
  for (Counts& counts : counts_) {
    for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
      if (counts.of[outcome] == 0) continue;
      const std::array<std::string_view, 2> labels = {counts.provider, name_of(static_cast<AttemptOutcome>(outcome))};
      metrics_.add(metric_, counts.of[outcome], labels);
      counts.of[outcome] = 0;
    }
  }
}

}  // namespace aipool::gateway
