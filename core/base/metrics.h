// SPDX-License-Identifier: MIT
//
// MetricRegistry counts: named metrics, each with a bounded number of label sets.
//
// Flow:      define() once, add() on events, snapshot() for an exposition.
// Threading: every method is safe from any thread.
// Ownership: owns all names and labels.
// Errors:    what cannot be kept is counted in Metric::dropped: a wrong number of labels, a value that is not finite, a
//            negative step of a counter, a label set over the cap. An unknown number is passed over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/mutex.h"

namespace aipool {

class MetricRegistry {
 public:
  static constexpr std::size_t kSeriesMax = 1000;

  enum class Kind : std::uint8_t { kCounter, kGauge };
  struct LabelOrder {  // looks label values up without copying them
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
    }
  };
  struct Metric {
    std::string name;
    Kind kind = Kind::kCounter;
    std::vector<std::string> label_keys;
    std::map<std::vector<std::string>, double, LabelOrder> series;  // label values -> value
    std::uint64_t dropped = 0;
  };

  // The number of a metric, never 0. The same again gives the same number; a name that is malformed
  // ([a-zA-Z_][a-zA-Z0-9_]*) or taken by another kind or other labels gives 0.
  std::uint32_t define(Kind kind, std::string_view name, std::span<const std::string_view> label_keys)
      AIPOOL_EXCLUDES(mutex_);
  void add(std::uint32_t id, double value, std::span<const std::string_view> labels) AIPOOL_EXCLUDES(mutex_);

  // 0 for what was never counted.
  double value(std::string_view name, std::initializer_list<std::string_view> labels) const AIPOOL_EXCLUDES(mutex_);
  std::vector<Metric> snapshot() const AIPOOL_EXCLUDES(mutex_);

 private:
  mutable Mutex mutex_;
  std::vector<Metric> metrics_ AIPOOL_GUARDED_BY(mutex_);  // index + 1 is the number
};

}  // namespace aipool
