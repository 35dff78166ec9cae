// SPDX-License-Identifier: MIT
#include "core/plugin/names.h"

#include <algorithm>
#include <vector>

namespace aipool::plugin {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_visible(char c) { return c > ' ' && c < 0x7f; }

template <typename Predicate>
bool all(std::string_view text, Predicate&& allowed) {
  return std::all_of(text.begin(), text.end(), allowed);
}

bool is_literal(std::string_view text) {
  return all(text,
             [](char c) { return is_visible(c) && std::string_view("{}?#%\"\\").find(c) == std::string_view::npos; });
}

// A segment is literal text around at most one placeholder; the name goes to `names`.
bool is_segment(std::string_view segment, bool last, std::vector<std::string_view>& names) {
  const std::size_t open = segment.find('{');
  if (open == std::string_view::npos) return is_literal(segment);
  const std::size_t close = segment.find('}', open);
  if (close == std::string_view::npos) return false;
  std::string_view name = segment.substr(open + 1, close - open - 1);
  const bool rest = name.ends_with("...");
  if (rest) name.remove_suffix(3);
  if (rest && (!last || close + 1 != segment.size())) return false;
  const bool fresh = std::find(names.begin(), names.end(), name) == names.end();
  names.push_back(name);
  return fresh && is_option_name(name) && is_literal(segment.substr(0, open)) && is_literal(segment.substr(close + 1));
}

}  // namespace

bool is_module_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 64 &&
         all(name, [](char c) { return is_lower(c) || is_digit(c) || c == '_' || c == '-'; });
}

bool is_version(std::string_view version) noexcept {
  return !version.empty() && version.size() <= 64 && all(version, is_visible);
}

bool is_role_id(std::string_view id) noexcept {
  const auto first = [](char c) { return is_lower(c) || is_digit(c); };
  return !id.empty() && id.size() <= 63 && first(id.front()) &&
         all(id, [&](char c) { return first(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_option_name(std::string_view name) noexcept {
  return !name.empty() && name.size() <= 64 && is_lower(name.front()) &&
         all(name, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

bool is_token(std::string_view word) noexcept {
  return !word.empty() && word.size() <= 64 && all(word, [](char c) {
    return is_visible(c) && std::string_view("\"(),/:;<=>?@[\\]{}").find(c) == std::string_view::npos;
  });
}

bool is_route_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > 256) return false;
  std::vector<std::string_view> names;
  for (bool last = false; !last;) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    last = end == path.size();
    if (!is_segment(path.substr(0, end), last, names)) return false;
    path.remove_prefix(end);
  }
  return true;
}

std::string in_quotes(std::string_view name) {
  std::string text = "\"" + std::string(name) + "\"";
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c != ' ' && !is_visible(c); }, '?');
  return text;
}

}  // namespace aipool::plugin
