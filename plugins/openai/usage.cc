// SPDX-License-Identifier: MIT
#include "plugins/openai/usage.h"

namespace aipool::openai {
namespace {

void count(json::Value value, std::uint64_t bit, std::uint64_t aip_usage::*field, aip_usage& to) {
  const auto tokens = value.int64();
  if (!tokens || *tokens < 0) return;
  to.*field = static_cast<std::uint64_t>(*tokens);
  to.present |= bit;
}

bool counted(const aip_usage& usage, std::uint64_t bit) { return (usage.present & bit) != 0; }

std::uint64_t total_of(const aip_usage& usage) {
  return counted(usage, AIP_COUNT_TOTAL) ? usage.total : usage.input + usage.output;
}

bool own_text(const aip_usage& usage, std::uint32_t origin) {
  return usage.origin == origin && sdk::present(usage.json);
}

}  // namespace

aip_usage read_usage(json::Value usage, std::uint32_t origin) {
  aip_usage to{};
  to.struct_size = sizeof to;
  to.origin = origin;
  to.json = sdk::bytes(usage.raw());
  const json::Value input = usage.find("prompt_tokens_details");
  const json::Value output = usage.find("completion_tokens_details");
  count(usage.find("prompt_tokens"), AIP_COUNT_INPUT, &aip_usage::input, to);
  count(usage.find("completion_tokens"), AIP_COUNT_OUTPUT, &aip_usage::output, to);
  count(usage.find("total_tokens"), AIP_COUNT_TOTAL, &aip_usage::total, to);
  count(usage.find("prompt_cache_hit_tokens"), AIP_COUNT_CACHE_READ, &aip_usage::cache_read, to);  // DeepSeek
  count(input.find("cached_tokens"), AIP_COUNT_CACHE_READ, &aip_usage::cache_read, to);
  count(input.find("cache_write_tokens"), AIP_COUNT_CACHE_WRITE, &aip_usage::cache_write, to);
  count(input.find("audio_tokens"), AIP_COUNT_AUDIO_IN, &aip_usage::audio_in, to);
  count(output.find("reasoning_tokens"), AIP_COUNT_REASONING, &aip_usage::reasoning, to);
  count(output.find("audio_tokens"), AIP_COUNT_AUDIO_OUT, &aip_usage::audio_out, to);
  return to;
}

std::string write_usage(const aip_usage& usage, std::uint32_t origin) {
  if (own_text(usage, origin)) return std::string(sdk::view(usage.json));
  std::string text;
  json::Writer out(text);
  out.begin_object().key("prompt_tokens").number(usage.input).key("completion_tokens").number(usage.output);
  out.key("total_tokens").number(total_of(usage));
  out.key("prompt_tokens_details").begin_object().key("cached_tokens").number(usage.cache_read);
  if (counted(usage, AIP_COUNT_CACHE_WRITE)) out.key("cache_write_tokens").number(usage.cache_write);
  out.key("audio_tokens").number(usage.audio_in).end_object();
  out.key("completion_tokens_details").begin_object().key("reasoning_tokens").number(usage.reasoning);
  out.key("audio_tokens").number(usage.audio_out).end_object().end_object();
  return text;
}

std::string write_embedding_usage(const aip_usage& usage, std::uint32_t origin) {
  if (own_text(usage, origin)) return std::string(sdk::view(usage.json));
  std::string text;
  json::Writer out(text);
  out.begin_object().key("prompt_tokens").number(usage.input).key("total_tokens").number(total_of(usage)).end_object();
  return text;
}

}  // namespace aipool::openai
