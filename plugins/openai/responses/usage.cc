// SPDX-License-Identifier: MIT
#include "plugins/openai/responses/usage.h"

namespace aipool::openai::responses {
namespace {

void take_count(json::Value value, std::uint64_t bit, std::uint64_t aip_usage::*field, aip_usage& to) {
  const auto tokens = value.int64();
  if (!tokens || *tokens < 0) return;
  to.*field = static_cast<std::uint64_t>(*tokens);
  to.present |= bit;
}

}  // namespace

aip_usage read_usage(json::Value usage, std::uint32_t origin) {
  aip_usage to{};
  to.struct_size = sizeof to;
  to.origin = origin;
  to.json = sdk::bytes(usage.raw());
  const json::Value input = usage.find("input_tokens_details");
  const json::Value output = usage.find("output_tokens_details");
  take_count(usage.find("input_tokens"), AIP_COUNT_INPUT, &aip_usage::input, to);
  take_count(usage.find("output_tokens"), AIP_COUNT_OUTPUT, &aip_usage::output, to);
  take_count(usage.find("total_tokens"), AIP_COUNT_TOTAL, &aip_usage::total, to);
  take_count(input.find("cached_tokens"), AIP_COUNT_CACHE_READ, &aip_usage::cache_read, to);
  take_count(input.find("cache_write_tokens"), AIP_COUNT_CACHE_WRITE, &aip_usage::cache_write, to);
  take_count(output.find("reasoning_tokens"), AIP_COUNT_REASONING, &aip_usage::reasoning, to);
  return to;
}

std::string write_usage(const aip_usage& usage, std::uint32_t origin) {
  if (usage.origin == origin && sdk::present(usage.json)) return std::string(sdk::view(usage.json));
  const bool said = (usage.present & AIP_COUNT_TOTAL) != 0;
  std::string text;
  json::Writer out(text);
  out.begin_object().key("input_tokens").number(usage.input).key("input_tokens_details").begin_object();
  out.key("cached_tokens").number(usage.cache_read).key("cache_write_tokens").number(usage.cache_write).end_object();
  out.key("output_tokens").number(usage.output).key("output_tokens_details").begin_object();
  out.key("reasoning_tokens").number(usage.reasoning).end_object();
  out.key("total_tokens").number(said ? usage.total : usage.input + usage.output).end_object();
  return text;
}

}  // namespace aipool::openai::responses
