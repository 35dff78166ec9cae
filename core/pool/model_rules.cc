// SPDX-License-Identifier: MIT
#include "core/pool/model_rules.h"

#include <algorithm>

namespace aipool::pool {

bool matches_pattern(std::string_view pattern, std::string_view text) {
  if (pattern == text) return true;  // most are names without a star
  // Greedy with one point of return: the last star, and how much of the text it has taken so far.
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool ModelRules::admits(std::string_view model) const {
  const auto matches = [model](const std::string& pattern) { return matches_pattern(pattern, model); };
  if (std::any_of(refused_.begin(), refused_.end(), matches)) return false;
  return served_.empty() || std::any_of(served_.begin(), served_.end(), matches);
}

bool ModelRules::open_ended() const {
  return served_.empty() || std::any_of(served_.begin(), served_.end(), [](const std::string& pattern) {
           return pattern.find('*') != std::string::npos;
         });
}

std::vector<std::string> ModelRules::literals() const {
  std::vector<std::string> names;
  for (const std::string& pattern : served_) {
    if (pattern.find('*') == std::string::npos && admits(pattern)) names.push_back(pattern);
  }
  return names;
}

}  // namespace aipool::pool
