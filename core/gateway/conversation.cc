// SPDX-License-Identifier: MIT
#include "core/gateway/conversation.h"

#include <functional>
#include <span>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::gateway {
namespace {

constexpr std::size_t kOpeningElements = 2;  // instructions and the first message
constexpr std::string_view kCacheKey = "prompt_cache_key";
constexpr std::string_view kInstructions[] = {"system", "instructions", "systemInstruction", "system_instruction"};
constexpr std::string_view kHistories[] = {"messages", "input", "contents"};

template <std::size_t kSize>
bool is_one_of(std::string_view key, const std::string_view (&names)[kSize]) {
  for (const std::string_view name : names)
    if (name == key) return true;
  return false;
}

void mix(std::uint64_t& hash, std::string_view text) {
  hash = (hash ^ std::hash<std::string_view>{}(text)) * 0x9e3779b97f4a7c15ULL;
}

// The first messages stay while a conversation grows.
void mix_opening(std::uint64_t& hash, std::string_view history) {
  json::Document document;
  if (document.parse(history) != json::Error::kNone) return;
  if (!document.root().is_array()) return mix(hash, history);
  std::size_t left = kOpeningElements;
  for (const json::Value element : document.root().elements()) {
    if (left-- == 0) return;
    mix(hash, element.raw());
  }
}

}  // namespace

std::uint64_t conversation_of(const Transaction& t) {
  if (t.request.operation != AIP_OP_GENERATE) return 0;
  const std::string_view body = plugin::text(t.request.source_body);
  const std::span<const aip_member> members(t.request.members, t.request.member_count);
  const auto value_of = [body](const aip_member& member) { return body.substr(member.value, member.value_len); };
  std::uint64_t hash = 0x51ed270b7a1f3c25ULL;
  mix(hash, t.key);
  mix(hash, t.model());
  for (const aip_member& member : members) {
    if (plugin::text(member.key) != kCacheKey) continue;
    mix(hash, value_of(member));  // the client names it itself
    return hash | 1U;
  }
  bool tells = false;
  for (const aip_member& member : members) {
    const std::string_view key = plugin::text(member.key);
    const bool history = is_one_of(key, kHistories);
    if (history) mix_opening(hash, value_of(member));
    if (is_one_of(key, kInstructions)) mix(hash, value_of(member));
    tells = tells || history;
  }
  return tells ? hash | 1U : 0;
}

}  // namespace aipool::gateway
