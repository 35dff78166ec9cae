// SPDX-License-Identifier: MIT
#include "core/config/diagnostics.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace aipool::config {

void add_fault(Faults& faults, const Position& position, std::string message, std::string_view fix) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';  // a key can hold any character
  faults.push_back({position, std::move(message), std::string(fix)});
}

std::string to_string(const Diagnostic& diagnostic) {
  const Position& at = diagnostic.position;
  std::string text = at.file;
  if (at.line > 0) text += ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
  text += ": " + diagnostic.message;
  if (!diagnostic.fix.empty()) text += "; " + diagnostic.fix;
  return text;
}

std::string quote_key(std::string_view key) {
  constexpr std::size_t kLongest = 64;
  const std::string_view shown = key.substr(0, std::min(key.find(':'), kLongest));
  return "\"" + std::string(shown) + (shown.size() < key.size() ? "...\"" : "\"");
}

void sort_faults(Faults& faults) {
  std::stable_sort(faults.begin(), faults.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.position.file, a.position.line, a.position.column) <
           std::tie(b.position.file, b.position.line, b.position.column);
  });
}

}  // namespace aipool::config
