// SPDX-License-Identifier: MIT
#include "plugins/claude/usage.h"

namespace aipool::claude {
namespace {

// Output tokens that nobody sees beside them are part of the output's details.
constexpr std::string_view kThinkingTokens = "thinking_tokens";

}  // namespace

void Usage::read(json::Value usage) {
  const auto take = [&](json::Value value, std::uint64_t bit, std::uint64_t& to) {
    const auto tokens = value.int64();
    if (!tokens || *tokens < 0) return;
    to = static_cast<std::uint64_t>(*tokens);
    present_ |= bit;
  };
  take(usage.find("input_tokens"), AIP_COUNT_INPUT, input_);
  take(usage.find("output_tokens"), AIP_COUNT_OUTPUT, output_);
  take(usage.find("cache_read_input_tokens"), AIP_COUNT_CACHE_READ, cache_read_);
  take(usage.find("cache_creation_input_tokens"), AIP_COUNT_CACHE_WRITE, cache_write_);
  take(usage.find("output_tokens_details").find(kThinkingTokens), AIP_COUNT_REASONING, thinking_);
}

aip_usage Usage::counts(std::uint32_t origin) const {
  aip_usage usage{};
  usage.struct_size = sizeof usage;
  usage.origin = origin;
  usage.present = present_;
  usage.input = input_ + cache_read_ + cache_write_;
  usage.output = output_;
  usage.cache_read = cache_read_;
  usage.cache_write = cache_write_;
  usage.reasoning = thinking_;
  return usage;
}

void write_usage(const aip_usage& usage, std::uint32_t origin, json::Writer& out) {
  if (usage.origin == origin && sdk::present(usage.json)) {
    out.raw(sdk::view(usage.json));
    return;
  }
  const std::uint64_t cached = usage.cache_read + usage.cache_write;
  out.begin_object().key("input_tokens").number(usage.input > cached ? usage.input - cached : 0);
  out.key("cache_creation_input_tokens").number(usage.cache_write);
  out.key("cache_read_input_tokens").number(usage.cache_read);
  out.key("output_tokens").number(usage.output);
  if ((usage.present & AIP_COUNT_REASONING) != 0) {
    out.key("output_tokens_details").begin_object().key(kThinkingTokens).number(usage.reasoning).end_object();
  }
  out.end_object();
}

}  // namespace aipool::claude
