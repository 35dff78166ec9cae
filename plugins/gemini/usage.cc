// SPDX-License-Identifier: MIT
#include "plugins/gemini/usage.h"

namespace aipool::gemini {

aip_usage read_usage(json::Value usage, std::uint32_t origin) {
  aip_usage to{};
  to.struct_size = sizeof to;
  to.origin = origin;
  to.json = sdk::bytes(usage.raw());
  const auto count = [&](std::string_view key, std::uint64_t bit) -> std::uint64_t {
    const auto tokens = usage.find(key).int64();
    if (!tokens || *tokens < 0) return 0;
    to.present |= bit;
    return static_cast<std::uint64_t>(*tokens);
  };
  to.reasoning = count("thoughtsTokenCount", AIP_COUNT_REASONING | AIP_COUNT_OUTPUT);
  to.input = count("promptTokenCount", AIP_COUNT_INPUT) + count("toolUsePromptTokenCount", AIP_COUNT_INPUT);
  to.output = count("candidatesTokenCount", AIP_COUNT_OUTPUT) + to.reasoning;
  to.total = count("totalTokenCount", AIP_COUNT_TOTAL);
  to.cache_read = count("cachedContentTokenCount", AIP_COUNT_CACHE_READ);
  return to;
}

void write_usage(const aip_usage& usage, std::uint32_t origin, json::Writer& out) {
  if (usage.origin == origin && sdk::present(usage.json)) {
    out.raw(sdk::view(usage.json));
    return;
  }
  const std::uint64_t thoughts = (usage.present & AIP_COUNT_REASONING) != 0 ? usage.reasoning : 0;
  // Some hosts count thoughts beside the output, against their own protocol.
  const std::uint64_t candidates = usage.output >= thoughts ? usage.output - thoughts : usage.output;
  out.begin_object().key("promptTokenCount").number(usage.input).key("candidatesTokenCount").number(candidates);
  out.key("totalTokenCount").number(usage.input + candidates + thoughts);
  if ((usage.present & AIP_COUNT_CACHE_READ) != 0) out.key("cachedContentTokenCount").number(usage.cache_read);
  if ((usage.present & AIP_COUNT_REASONING) != 0) out.key("thoughtsTokenCount").number(thoughts);
  out.end_object();
}

}  // namespace aipool::gemini
