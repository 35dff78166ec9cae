// SPDX-License-Identifier: MIT
#include "core/config/not_built.h"

#include <algorithm>
#include <string>

namespace aipool::config {
namespace {

struct Row {
  std::string_view path;  // * stands for every member of a map or list
  std::string_view feature;
  std::string_view fix;
};

constexpr Row kRows[] = {
    {"health_check.enabled", "the scheduled health check", "set it to false"},
    {"fallback_chains", "fallback to another pool", "remove the key"},
    {"model_fallbacks", "fallback to another model", "remove the key"},
    {"pools.*.*.queue_limit", "waiting for a free slot of an account", "set it to 0"},
};

bool says_something(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
    case Kind::kUnresolved:
      return false;
    case Kind::kBoolean:
      return value.text.front() == 't' || value.text.front() == 'T';
    case Kind::kInteger:
    case Kind::kNumber:
      return value.text != "0";
    case Kind::kString:
      return !value.text.empty();
    case Kind::kList:
      return !value.items.empty();
    case Kind::kMap:
      return std::ranges::any_of(value.entries, says_something, &Entry::value);
  }
  return false;
}

bool has_fault_at(const Position& place, const Faults& faults) {
  return std::ranges::any_of(faults, [&](const Diagnostic& fault) {
    const Position& at = fault.position;
    return at.line == place.line && at.column == place.column && at.file == place.file;
  });
}

// Follows what is left of the row's path from `value`; `shown` is the path so far as messages name it.
void follow(const Row& row, std::string_view left, const Value& value, const std::string& shown, Faults& faults) {
  if (left.empty()) {
    if (says_something(value) && !has_fault_at(value.position, faults))
      add_fault(faults, value.position, shown + ": " + std::string(row.feature) + " is not built in this release",
                row.fix);
    return;
  }
  const std::size_t dot = std::min(left.find('.'), left.size());
  const std::string_view step = left.substr(0, dot);
  const std::string_view rest = left.substr(std::min(dot + 1, left.size()));
  for (const Entry& entry : value.entries)
    if (step == "*" || step == entry.key)
      follow(row, rest, entry.value, shown.empty() ? entry.key : shown + "." + entry.key, faults);
  if (step != "*") return;
  for (std::size_t i = 0; i < value.items.size(); ++i)
    follow(row, rest, value.items[i], shown + "[" + std::to_string(i) + "]", faults);
}

}  // namespace

void refuse_not_built(const Value& root, Faults& faults) {
  for (const Row& row : kRows) follow(row, row.path, root, "", faults);
}

}  // namespace aipool::config
