// SPDX-License-Identifier: MIT
#include "core/config/value.h"

#include <algorithm>
#include <utility>

namespace aipool::config {
namespace {

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text;
}

// Takes leading digits off `text` and says how many there were.
std::size_t take_digits(std::string_view& text) {
  const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
  text.remove_prefix(count);
  return count;
}

bool is_integer(std::string_view text) {
  text = without_sign(text);
  return take_digits(text) > 0 && text.empty();
}

bool is_number(std::string_view text) {
  text = without_sign(text);
  std::size_t digits = take_digits(text);
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    digits += take_digits(text);
  }
  if (digits == 0) return false;
  if (text.empty()) return true;
  if (text.front() != 'e' && text.front() != 'E') return false;
  return is_integer(text.substr(1));
}

}  // namespace

Kind kind_of_plain(std::string_view text) {
  constexpr std::string_view kNulls[] = {"", "~", "null", "Null", "NULL"};
  constexpr std::string_view kBooleans[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
  if (std::ranges::find(kNulls, text) != std::end(kNulls)) return Kind::kNull;
  if (std::ranges::find(kBooleans, text) != std::end(kBooleans)) return Kind::kBoolean;
  if (is_integer(text)) return Kind::kInteger;
  if (is_number(text)) return Kind::kNumber;
  return Kind::kString;
}

Value empty_map(Position position) {
  Value value;
  value.kind = Kind::kMap;
  value.position = std::move(position);
  return value;
}

Value substituted_value(std::string text, Position position) {
  Value value;
  value.kind = kind_of_plain(text);
  if (value.kind == Kind::kNull) value.kind = Kind::kString;
  value.text = std::move(text);
  value.substituted = true;
  value.position = std::move(position);
  return value;
}

std::string_view describe(const Value& value) {
  switch (value.kind) {
    case Kind::kNull:
      return "nothing";
    case Kind::kBoolean:
      return "a boolean";
    case Kind::kInteger:
      return "an integer";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kList:
      return "a list";
    case Kind::kMap:
      return "a map";
    case Kind::kUnresolved:
      return "a fault";
  }
  return "";
}

const Value* find(const Value& map, std::string_view key) {
  const auto entry = std::ranges::find(map.entries, key, &Entry::key);
  return entry == map.entries.end() ? nullptr : &entry->value;
}

Value* find(Value& map, std::string_view key) { return const_cast<Value*>(find(std::as_const(map), key)); }

}  // namespace aipool::config
