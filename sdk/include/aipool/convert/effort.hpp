// SPDX-License-Identifier: MIT
//
// How hard a model shall think: the words that vendors share, and the budgets of tokens that stand for them.
//
// Flow:      one protocol has a word where another has a budget.
// Threading: pure.
// Ownership: words live as long as the program.
// Errors:    an unknown word is 0.
// Units:     tokens.
#pragma once

#include <cstdint>
#include <string_view>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

struct EffortWord {
  std::string_view text;
  aip_enum effort;
};
inline constexpr EffortWord kEffortWords[] = {
    {"none", AIP_EFFORT_NONE}, {"minimal", AIP_EFFORT_MINIMAL}, {"low", AIP_EFFORT_LOW}, {"medium", AIP_EFFORT_MEDIUM},
    {"high", AIP_EFFORT_HIGH}, {"xhigh", AIP_EFFORT_XHIGH},     {"max", AIP_EFFORT_MAX},
};

// 0: no word that is known.
inline aip_enum effort_of(json::Value word) {
  for (const EffortWord& row : kEffortWords) {
    if (word.equals(row.text)) return row.effort;
  }
  return 0;
}

// Empty: there is no word for it.
inline std::string_view effort_word(aip_enum effort) {
  for (const EffortWord& row : kEffortWords) {
    if (row.effort == effort) return row.text;
  }
  return {};
}

// The level that comes nearest to a budget of thinking tokens.
inline aip_enum effort_of_budget(std::int64_t tokens) {
  if (tokens <= 0) return AIP_EFFORT_NONE;
  if (tokens <= 512) return AIP_EFFORT_MINIMAL;
  if (tokens <= 1024) return AIP_EFFORT_LOW;
  if (tokens <= 8192) return AIP_EFFORT_MEDIUM;
  return tokens <= 24576 ? AIP_EFFORT_HIGH : AIP_EFFORT_XHIGH;
}

// Below 0: there is none.
inline std::int64_t budget_of_effort(aip_enum effort) {
  switch (effort) {
    case AIP_EFFORT_MINIMAL:
    case AIP_EFFORT_LOW:
      return 1024;
    case AIP_EFFORT_MEDIUM:
      return 8192;
    case AIP_EFFORT_HIGH:
      return 24576;
    case AIP_EFFORT_XHIGH:
      return 32768;
    case AIP_EFFORT_MAX:
      return 128000;
    default:
      return -1;
  }
}

}  // namespace aipool::convert
