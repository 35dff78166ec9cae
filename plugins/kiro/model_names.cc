// SPDX-License-Identifier: MIT
#include "plugins/kiro/model_names.h"

#include <algorithm>

namespace aipool::kiro {
namespace {

constexpr std::string_view kClaude = "claude-";
constexpr std::size_t kDateSize = 8;
constexpr std::int64_t kUsualWindow = 200'000;
constexpr std::int64_t kLongWindow = 1'000'000;
constexpr std::string_view kLongModels[] = {"claude-opus-4.6", "claude-sonnet-4.6"};

bool is_number(std::string_view word) { return !word.empty() && std::all_of(word.begin(), word.end(), json::is_digit); }

std::string_view last_word(std::string_view name) { return name.substr(name.rfind('-') + 1); }

void drop_end(std::string_view& name, std::string_view end) {
  if (name.ends_with(end)) name.remove_suffix(end.size());
}

}  // namespace

std::string model_id(const AccountOptions& options, std::string_view name) {
  if (auto chosen = options.mapped("model_names", name)) return *chosen;
  drop_end(name, kThinkingSuffix);
  if (auto chosen = options.mapped("model_names", name)) return *chosen;
  if (!name.starts_with(kClaude)) return std::string(name);
  drop_end(name, "-latest");
  const std::string_view date = last_word(name);
  if (date.size() == kDateSize && is_number(date)) name.remove_suffix(kDateSize + 1);
  // "claude-opus-4-8": two numbers at the end are a version.
  const std::string_view minor = last_word(name);
  std::string id(name);
  if (!is_number(minor) || minor.size() + 1 >= name.size()) return id;
  const std::size_t dash = name.size() - minor.size() - 1;
  if (is_number(last_word(name.substr(0, dash)))) id[dash] = '.';
  return id;
}

std::string client_name(std::string_view id) {
  std::string name(id);
  if (id.starts_with(kClaude)) std::replace(name.begin(), name.end(), '.', '-');
  return name;
}

std::int64_t context_window(const AccountOptions& options, std::string_view id) {
  if (const auto said = options.mapped("context_windows", id)) {
    const auto tokens = json::read_int64(*said);
    if (tokens && *tokens > 0) return *tokens;
  }
  const bool is_long = std::find(std::begin(kLongModels), std::end(kLongModels), id) != std::end(kLongModels);
  return is_long ? kLongWindow : kUsualWindow;
}

bool thinks_adaptively(std::string_view id) {
  const std::string_view version = last_word(id);
  if (!id.starts_with(kClaude) || version.empty() || !json::is_digit(version.front())) return false;
  return version.front() > '4' || (version.front() == '4' && version.size() > 2 && version[2] >= '6');
}

}  // namespace aipool::kiro
