// SPDX-License-Identifier: MIT
//
// Numbers of the JSON grammar: recognised, and read where a caller wants their value.
//
// Flow:      the parser calls skip_number(); Value calls the readers on the exact text.
// Threading: pure functions; no locale.
// Ownership: borrows the text.
// Errors:    nullptr or an empty optional. Numbers of any size are valid: only the readers have a range.
#pragma once

#include <charconv>
#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace aipool::json {

constexpr bool is_digit(char byte) noexcept { return byte >= '0' && byte <= '9'; }

constexpr const char* skip_digits(const char* p, const char* end) noexcept {
  while (p != end && is_digit(*p)) ++p;
  return p;
}

// The end of the number at `p`; nullptr if it is malformed.
constexpr const char* skip_number(const char* p, const char* end) noexcept {
  if (*p == '-') ++p;
  if (p == end || !is_digit(*p)) return nullptr;
  const bool leading_zero = *p == '0';
  ++p;
  if (leading_zero && p != end && is_digit(*p)) return nullptr;
  p = skip_digits(p, end);
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    p = skip_digits(p, end);
    if (p == fraction) return nullptr;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    const char* const exponent = p;
    p = skip_digits(p, end);
    if (p == exponent) return nullptr;
  }
  return p;
}

// Only -?digits that fit: 1.0 and 1e2 are not integers as written.
inline std::optional<std::int64_t> read_int64(std::string_view text) noexcept {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || stop != end) return std::nullopt;
  return value;
}

// Absent beyond the range of double (1e999, 1e-999).
// REQUIRES: a number of the JSON grammar.
inline std::optional<double> read_double(std::string_view text) {
#if defined(__cpp_lib_to_chars)
  double value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc{} ? std::optional(value) : std::nullopt;
#else  // libc++ reads no floating point; strtod wants the locale's own point.
  std::string copy(text);
  if (const auto point = copy.find('.'); point != copy.npos) copy.replace(point, 1, std::localeconv()->decimal_point);
  const double value = std::strtod(copy.c_str(), nullptr);
  const bool underflow = value == 0 && copy.substr(0, copy.find_first_of("eE")).find_first_of("123456789") != copy.npos;
  return std::isinf(value) || underflow ? std::nullopt : std::optional(value);
#endif
}

}  // namespace aipool::json
