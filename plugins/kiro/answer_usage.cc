// SPDX-License-Identifier: MIT
#include "plugins/kiro/answer_usage.h"

#include <algorithm>
#include <cmath>

namespace aipool::kiro {
namespace {

std::optional<std::uint64_t> count_of(json::Value object, std::string_view key) {
  const auto number = object.find(key).number();
  if (!number || !(*number >= 0) || *number > 1e15) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

aip_usage empty_usage() {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  return usage;
}

}  // namespace

void AnswerUsage::take_counts(json::Value counts) {
  const auto fresh = count_of(counts, "uncachedInputTokens");
  const auto output = count_of(counts, "outputTokens");
  if (!fresh && !output) return;
  aip_usage usage = empty_usage();
  usage.cache_read = count_of(counts, "cacheReadInputTokens").value_or(0);
  usage.cache_write = count_of(counts, "cacheWriteInputTokens").value_or(0);
  usage.input = fresh.value_or(0) + usage.cache_read + usage.cache_write;
  usage.output = output.value_or(0);
  usage.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_TOTAL | AIP_COUNT_CACHE_READ | AIP_COUNT_CACHE_WRITE;
  counted_ = usage;
}

void AnswerUsage::take_metrics(json::Value event) {
  const auto input = count_of(event, "inputTokens");
  const auto output = count_of(event, "outputTokens");
  if (counted_ || (!input && !output)) return;
  aip_usage usage = empty_usage();
  usage.input = input.value_or(0);
  usage.output = output.value_or(0);
  usage.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_TOTAL;
  counted_ = usage;
}

void AnswerUsage::take_context(json::Value event) {
  const auto percentage = event.find("contextUsagePercentage").number();
  if (percentage && std::isfinite(*percentage) && *percentage >= 0) percentage_ = percentage;
}

void AnswerUsage::take_metering(json::Value event) { metering_ = event.raw(); }

void AnswerUsage::emit(const Step& step, double produced) const {
  if (!counted_ && !percentage_) return;
  aip_usage usage = counted_.value_or(empty_usage());
  if (!counted_) {
    constexpr double kPercentMax = 1000;
    const double share = std::min(*percentage_, kPercentMax) / 100;
    const auto total = static_cast<std::uint64_t>(std::llround(share * static_cast<double>(window_)));
    usage.output = static_cast<std::uint64_t>(std::ceil(produced));
    usage.input = total > usage.output ? total - usage.output : 0;
    usage.present = AIP_COUNT_INPUT | AIP_COUNT_OUTPUT | AIP_COUNT_TOTAL;
    usage.flags = AIP_USAGE_ESTIMATED;
  }
  usage.total = usage.input + usage.output;
  usage.origin = step.origin;
  usage.json = sdk::bytes(metering_);
  step.emit(sdk::events::usage(usage));
}

}  // namespace aipool::kiro
