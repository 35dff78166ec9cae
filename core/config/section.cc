// SPDX-License-Identifier: MIT
#include "core/config/section.h"

#include <algorithm>

#include "core/config/nearest.h"
#include "core/config/scalar.h"

namespace aipool::config {
namespace {

const Value& absent_map() {
  static const Value kAbsent = empty_map({});
  return kAbsent;
}

}  // namespace

const std::string* text_by_rule(const Value& value, std::string_view path, Rule rule, Faults& faults) {
  if (value.kind == Kind::kUnresolved) return nullptr;
  const std::string* text = as_text(value);
  if (text == nullptr) {
    add_type_fault(faults, value, path, kExpectString);
    return nullptr;
  }
  const Complaint complaint = rule(*text);
  if (complaint.wrong.empty()) return text;
  add_fault(faults, value.position, std::string(path).append(": ").append(complaint.wrong), complaint.fix);
  return nullptr;
}

Section::Section(const Value& map, std::string path, Faults& faults)
    : map_(map.kind == Kind::kMap ? map : absent_map()), path_(std::move(path)), faults_(faults) {
  if (map.kind != Kind::kMap && map.kind != Kind::kUnresolved)
    add_type_fault(faults, map, path_.empty() ? "the file" : path_, kExpectMap);
}

const Value* Section::take(std::string_view key) {
  known_.push_back(key);
  const Value* value = find(map_, key);
  return value == nullptr || value->kind == Kind::kUnresolved ? nullptr : value;
}

const Value* Section::take_list(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr || value->kind == Kind::kList) return value;
  add_type_fault(faults_, *value, path_of(key), kExpectList);
  return nullptr;
}

const Value* Section::take_map(std::string_view key) {
  const Value* value = take(key);
  if (value == nullptr || value->kind == Kind::kMap) return value;
  add_type_fault(faults_, *value, path_of(key), kExpectMap);
  return nullptr;
}

const std::string* Section::checked_text(std::string_view key, Rule rule) {
  const Value* value = take(key);
  if (value == nullptr) return nullptr;
  if (const std::string* text = as_text(*value); text != nullptr && text->empty()) return nullptr;
  return text_by_rule(*value, path_of(key), rule, faults_);
}

void Section::text(std::string_view key, std::string& out, Rule rule) {
  if (const std::string* text = checked_text(key, rule)) out = *text;
}

void Section::secret(std::string_view key, Secret& out, Rule rule, Position* place) {
  const std::string* text = checked_text(key, rule);
  if (text == nullptr) return;
  out = Secret(*text);
  if (place != nullptr) *place = find(map_, key)->position;
}

void Section::path(std::string_view key, std::filesystem::path& out, const Paths& paths) {
  const std::string* text = checked_text(key, plain_rule);
  if (text == nullptr) return;
  if (auto found = paths.existing(*text)) {
    out = *std::move(found);
  } else {
    fault(find(map_, key)->position, key, "there is no " + paths.tried(*text), "correct the path");
  }
}

void Section::boolean(std::string_view key, bool& out) {
  const Value* value = take(key);
  if (value == nullptr) return;
  if (const auto flag = as_boolean(*value)) {
    out = *flag;
  } else {
    add_type_fault(faults_, *value, path_of(key), kExpectBoolean);
  }
}

std::optional<std::int64_t> Section::integer_in_range(std::string_view key, std::int64_t min, std::int64_t max) {
  const Value* value = take(key);
  if (value == nullptr) return std::nullopt;
  const auto number = as_integer(*value);
  if (number && *number >= min && *number <= max) return number;
  if (value->kind == Kind::kInteger) {
    fault(value->position, key, "out of range", "allowed: " + std::to_string(min) + " to " + std::to_string(max));
  } else {
    add_type_fault(faults_, *value, path_of(key), kExpectInteger);
  }
  return std::nullopt;
}

void Section::duration(std::string_view key, std::chrono::milliseconds& out, std::chrono::milliseconds min,
                       std::chrono::milliseconds max) {
  const Value* value = take(key);
  if (value == nullptr) return;
  const auto duration = as_duration(*value);
  if (!duration) {
    add_type_fault(faults_, *value, path_of(key), kExpectDuration);
  } else if (*duration < min || *duration > max) {
    fault(value->position, key, "out of range", "allowed: " + duration_text(min) + " to " + duration_text(max));
  } else {
    out = *duration;
  }
}

void Section::size(std::string_view key, std::uint64_t& out, std::uint64_t min, std::uint64_t max) {
  const Value* value = take(key);
  if (value == nullptr) return;
  const auto size = as_size(*value);
  if (!size) {
    add_type_fault(faults_, *value, path_of(key), kExpectSize);
  } else if (*size < min || *size > max) {
    fault(value->position, key, "out of range", "allowed: " + size_text(min) + " to " + size_text(max));
  } else {
    out = *size;
  }
}

void Section::percent(std::string_view key, unsigned& out) {
  const Value* value = take(key);
  if (value == nullptr) return;
  if (const auto percent = as_percent(*value)) {
    out = *percent;
  } else {
    add_type_fault(faults_, *value, path_of(key), kExpectPercent);
  }
}

void Section::texts(std::string_view key, std::vector<std::string>& out, Rule rule) {
  const Value* list = take(key);
  if (list == nullptr) return;
  if (list->kind != Kind::kList) {
    add_type_fault(faults_, *list, path_of(key), kExpectStringList);
    return;
  }
  out.clear();
  for (const Value& item : list->items)
    if (const std::string* text = text_by_rule(item, path_of(key), rule, faults_)) out.push_back(*text);
}

std::optional<std::ptrdiff_t> Section::one_of(std::string_view key, std::span<const std::string_view> names) {
  const std::string* text = checked_text(key, plain_rule);
  if (text == nullptr) return std::nullopt;
  const auto name = std::ranges::find(names, *text);
  if (name != names.end()) return name - names.begin();
  fault(find(map_, key)->position, key, "not an allowed value", suggest("values", *text, names));
  return std::nullopt;
}

Section Section::section(std::string_view key) {
  const Value* value = take(key);
  return {value == nullptr ? absent_map() : *value, path_of(key), faults_};
}

void Section::finish() {
  for (const Entry& entry : map_.entries) {
    if (is_known(entry.key)) continue;
    const std::string where = path_.empty() ? "" : path_ + ": ";
    add_fault(faults_, entry.position, where + "unknown key " + quote_key(entry.key),
              suggest("keys", entry.key, known_));
  }
}

RawOptions Section::rest() {
  RawOptions options{{}, map_.position, known_};
  for (const Entry& entry : map_.entries)
    if (!is_known(entry.key)) options.entries.push_back(entry);
  return options;
}

std::string Section::path_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

void Section::fault(const Position& at, std::string_view key, std::string_view wrong, std::string_view fix) {
  add_fault(faults_, at, path_of(key).append(": ").append(wrong), fix);
}

bool Section::is_known(std::string_view key) const { return std::ranges::find(known_, key) != known_.end(); }

}  // namespace aipool::config
