// SPDX-License-Identifier: MIT
#include "core/config/scalar.h"

#include <charconv>
#include <limits>
#include <span>

namespace aipool::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
constexpr Unit kDurations[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr Unit kSizes[] = {{"GiB", 1U << 30U}, {"MiB", 1U << 20U}, {"KiB", 1U << 10U}, {"B", 1}};
constexpr Unit kPercent[] = {{"%", 1}};

template <typename T>
std::optional<T> parse(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Digits and exactly one of the units, up to `max`.
std::optional<std::uint64_t> quantity(const Value& value, std::span<const Unit> units, std::uint64_t max) {
  const std::string* text = as_text(value);
  if (text == nullptr) return std::nullopt;
  const std::size_t digits = text->find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string::npos) return std::nullopt;
  const std::string_view name = std::string_view(*text).substr(digits);
  const auto count = parse<std::uint64_t>(std::string_view(*text).substr(0, digits));
  for (const Unit& unit : units)
    if (unit.name == name && count && *count <= max / unit.factor) return *count * unit.factor;
  return std::nullopt;
}

std::string quantity_text(std::uint64_t amount, std::span<const Unit> units) {
  for (const Unit& unit : units)
    if (amount != 0 && amount % unit.factor == 0) return std::to_string(amount / unit.factor) + std::string(unit.name);
  return "0" + std::string(units.back().name);
}

}  // namespace

void add_type_fault(Faults& faults, const Value& value, std::string_view path, const Expectation& expected) {
  if (value.kind == Kind::kUnresolved) return;
  std::string text(path);
  text.append(": expected ").append(expected.wanted).append(", found ").append(describe(value));
  add_fault(faults, value.position, std::move(text), expected.fix);
}

const std::string* as_text(const Value& value) {
  const bool scalar = value.kind != Kind::kList && value.kind != Kind::kMap && value.kind != Kind::kUnresolved;
  return value.kind == Kind::kString || (scalar && value.substituted) ? &value.text : nullptr;
}

std::optional<bool> as_boolean(const Value& value) {
  if (value.kind != Kind::kBoolean) return std::nullopt;
  return value.text.front() == 't' || value.text.front() == 'T';
}

std::optional<std::int64_t> as_integer(const Value& value) {
  if (value.kind != Kind::kInteger) return std::nullopt;
  return parse<std::int64_t>(value.text);
}

std::optional<double> as_number(const Value& value) {
  if (value.kind != Kind::kInteger && value.kind != Kind::kNumber) return std::nullopt;
  return parse<double>(value.text);
}

std::optional<std::chrono::milliseconds> as_duration(const Value& value) {
  const auto amount = quantity(value, kDurations, std::numeric_limits<std::int64_t>::max());
  if (!amount) return std::nullopt;
  return std::chrono::milliseconds(static_cast<std::int64_t>(*amount));
}

std::optional<std::uint64_t> as_size(const Value& value) {
  return quantity(value, kSizes, std::numeric_limits<std::int64_t>::max());
}

std::optional<unsigned> as_percent(const Value& value) {
  const auto amount = quantity(value, kPercent, 100);
  if (!amount) return std::nullopt;
  return static_cast<unsigned>(*amount);
}

std::string duration_text(std::chrono::milliseconds duration) {
  return quantity_text(static_cast<std::uint64_t>(duration.count()), kDurations);
}

std::string size_text(std::uint64_t bytes) { return quantity_text(bytes, kSizes); }

}  // namespace aipool::config
