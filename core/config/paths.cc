// SPDX-License-Identifier: MIT
#include "core/config/paths.h"

#include <system_error>

namespace aipool::config {
namespace {

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;  // what cannot be looked at is not there for us
  return std::filesystem::exists(path, ignored);
}

std::string quoted(const std::filesystem::path& path) { return "\"" + path.string() + "\""; }

}  // namespace

// An absolute `written` replaces what stands before the slash operator, so both places are then the same.

std::optional<std::filesystem::path> Paths::existing(const std::filesystem::path& written) const {
  if (auto path = beside / written; is_there(path)) return path;
  if (auto path = working / written; is_there(path)) return path;
  return std::nullopt;
}

std::filesystem::path Paths::existing_or_new(const std::filesystem::path& written) const {
  return existing(written).value_or(beside / written);
}

std::string Paths::tried(const std::filesystem::path& written) const {
  if (beside / written == working / written) return quoted(beside / written);
  return quoted(beside / written) + " or " + quoted(working / written);
}

}  // namespace aipool::config
