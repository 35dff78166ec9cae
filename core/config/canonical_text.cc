// SPDX-License-Identifier: MIT
#include "core/config/canonical_text.h"

#include <array>
#include <charconv>

namespace aipool::config {
namespace {

std::string json_string(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (byte < 0x20) {
      json.append("\\u00") += {kHex[byte >> 4U], kHex[byte & 15U]};
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string shortest(double number) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), result.ptr};
}

std::optional<std::string> list_text(const Value& list) {
  if (list.kind != Kind::kList) return std::nullopt;
  std::string json = "[";
  for (const Value& item : list.items) {
    const std::string* text = as_text(item);
    if (text == nullptr) return std::nullopt;
    if (json.size() > 1) json += ',';
    json += json_string(*text);
  }
  return json + "]";
}

std::optional<std::string> map_text(const Value& map) {
  if (map.kind != Kind::kMap) return std::nullopt;
  std::string json = "{";
  for (const Entry& entry : map.entries) {
    const std::string* text = as_text(entry.value);
    if (text == nullptr) return std::nullopt;
    if (json.size() > 1) json += ',';
    json += json_string(entry.key) + ":" + json_string(*text);
  }
  return json + "}";
}

template <typename T, typename Write>
std::optional<std::string> written(const std::optional<T>& value, Write write) {
  if (!value) return std::nullopt;
  return write(*value);
}

}  // namespace

std::optional<std::string> canonical_text(OptionType type, const Value& value) {
  const auto decimal = [](auto number) { return std::to_string(number); };
  switch (type) {
    case OptionType::kString:
      return as_text(value) == nullptr ? std::nullopt : std::optional(*as_text(value));
    case OptionType::kInteger:
      return written(as_integer(value), decimal);
    case OptionType::kNumber:
      return written(as_number(value), shortest);
    case OptionType::kBoolean:
      return written(as_boolean(value), [](bool flag) { return std::string(flag ? "true" : "false"); });
    case OptionType::kDuration:
      return written(as_duration(value), [](auto duration) { return std::to_string(duration.count()); });
    case OptionType::kSize:
      return written(as_size(value), decimal);
    case OptionType::kStringList:
      return list_text(value);
    case OptionType::kStringMap:
      return map_text(value);
  }
  return std::nullopt;
}

const Expectation& expectation_of(OptionType type) {
  switch (type) {
    case OptionType::kString:
      return kExpectString;
    case OptionType::kInteger:
      return kExpectInteger;
    case OptionType::kNumber:
      return kExpectNumber;
    case OptionType::kBoolean:
      return kExpectBoolean;
    case OptionType::kDuration:
      return kExpectDuration;
    case OptionType::kSize:
      return kExpectSize;
    case OptionType::kStringList:
      return kExpectStringList;
    case OptionType::kStringMap:
      return kExpectStringMap;
  }
  return kExpectString;
}

}  // namespace aipool::config
