// SPDX-License-Identifier: MIT
#include "plugins/ollama/metrics.h"

#include <algorithm>

namespace aipool::ollama {
namespace {

bool count_tokens(json::Value value, std::uint64_t& to) {
  const auto tokens = value.int64();
  if (!tokens || *tokens < 0) return false;
  to = static_cast<std::uint64_t>(*tokens);
  return true;
}

// Clients divide by durations: none is zero.
std::int64_t nanoseconds(std::int64_t from_ms, std::int64_t to_ms) {
  constexpr std::int64_t kPerMillisecond = 1'000'000;
  return std::max<std::int64_t>(to_ms - from_ms, 1) * kPerMillisecond;
}

}  // namespace

void emit_metrics(const Step& step, json::Value object) {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.origin = step.origin;
  if (count_tokens(object.find("prompt_eval_count"), usage.input)) usage.present |= AIP_COUNT_INPUT;
  if (count_tokens(object.find("eval_count"), usage.output)) usage.present |= AIP_COUNT_OUTPUT;
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const std::string_view name : kMetricNames) {
    const json::Value value = object.find(name);
    if (value.is_number()) out.key_raw(name).raw(value.raw());
  }
  out.end_object();
  if (text.size() == 2) return;
  usage.json = sdk::bytes(text);
  step.emit(sdk::events::usage(usage));
}

void Metrics::take(const aip_usage& usage) {
  present_ = usage.present;
  input_ = usage.input;
  output_ = usage.output;
  own_.clear();
  if (usage.origin == origin_) own_ = sdk::view(usage.json);
}

void Metrics::note_content() {
  if (begun_ms_ == 0) begun_ms_ = now_ms();
}

void Metrics::write(json::Writer& out, bool vectors) const {
  if (!own_.empty()) {
    json::Document document;
    if (document.parse(own_) != json::Error::kNone) return;
    for (const json::Member member : document.root().members()) {
      out.key_raw(member.key.string_raw()).raw(member.value.raw());
    }
    return;
  }
  const std::int64_t now = now_ms();
  const std::int64_t begun = begun_ms_ == 0 ? asked_ms_ : begun_ms_;
  out.key_raw("total_duration")
      .number(nanoseconds(asked_ms_, now))
      .key_raw("load_duration")
      .number(nanoseconds(now, now));
  if ((present_ & AIP_COUNT_INPUT) != 0) out.key_raw("prompt_eval_count").number(input_);
  if (vectors) return;
  out.key_raw("prompt_eval_duration").number(nanoseconds(asked_ms_, begun));
  if ((present_ & AIP_COUNT_OUTPUT) != 0) out.key_raw("eval_count").number(output_);
  out.key_raw("eval_duration").number(nanoseconds(begun, now));
}

}  // namespace aipool::ollama
