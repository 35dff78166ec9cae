// SPDX-License-Identifier: MIT
//
// Service tiers: the vendor's words, and those that vendors share.
//
// Flow:      decode_request() and encode_request().
// Threading: pure.
// Ownership: words live as long as the program.
// Errors:    empty: there is no word for it.
#pragma once

#include <string_view>

namespace aipool::gemini {

struct TierRow {
  std::string_view own;
  std::string_view common;
};
inline constexpr TierRow kTiers[] = {{"standard", "default"}, {"flex", "flex"}, {"priority", "priority"}};

inline std::string_view common_tier(std::string_view own) {
  for (const TierRow& row : kTiers) {
    if (row.own == own) return row.common;
  }
  return {};
}

inline std::string_view own_tier(std::string_view common) {
  for (const TierRow& row : kTiers) {
    if (row.common == common) return row.own;
  }
  return {};
}

}  // namespace aipool::gemini
