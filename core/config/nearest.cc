// SPDX-License-Identifier: MIT
#include "core/config/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace aipool::config {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = std::exchange(last, row);
  }
  return last.back();
}

std::string suggest(std::string_view what, std::string_view unknown, std::span<const std::string_view> known) {
  constexpr std::size_t kLongestName = 64;  // a longer text is no misspelt name
  const std::size_t colon = unknown.find(':');
  if (colon != unknown.npos && std::ranges::find(known, unknown.substr(0, colon)) != known.end())
    return "put a space after the colon";
  const auto distance = [&](std::string_view name) { return edit_distance(unknown, name); };
  if (!known.empty() && unknown.size() <= kLongestName) {
    const std::string_view best = *std::ranges::min_element(known, {}, distance);
    const std::size_t near = std::max<std::size_t>(1, std::max(unknown.size(), best.size()) / 3);
    if (distance(best) <= near) return "did you mean \"" + std::string(best) + "\"?";
  }
  std::string text = "known " + std::string(what) + ":";
  for (const std::string_view name : known) text += (name == known.front() ? " " : ", ") + std::string(name);
  return text;
}

}  // namespace aipool::config
