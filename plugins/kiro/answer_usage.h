// SPDX-License-Identifier: MIT
//
// AnswerUsage gathers what a stream says about its cost. The service mostly says nothing but how full the context
// is: counts are then estimates, and marked so.
//
// Flow:      a take_...() for each event, emit() once at the end.
// Threading: one answer, one thread at a time.
// Ownership: owns its text.
// Errors:    none.
// Units:     tokens; percent of the model's context.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plugins/kiro/convert.h"

namespace aipool::kiro {

class AnswerUsage {
 public:
  explicit AnswerUsage(std::int64_t context_window) : window_(context_window) {}

  void take_counts(json::Value counts);   // tokenUsage
  void take_metrics(json::Value event);   // inputTokens, outputTokens
  void take_context(json::Value event);   // contextUsagePercentage
  void take_metering(json::Value event);  // usage: credits
  bool context_full() const { return percentage_ && *percentage_ >= 100; }

  // `produced`: about how many tokens the answer has.
  void emit(const Step& step, double produced) const;

 private:
  std::int64_t window_;
  std::optional<aip_usage> counted_;
  std::optional<double> percentage_;
  std::string metering_;
};

}  // namespace aipool::kiro
