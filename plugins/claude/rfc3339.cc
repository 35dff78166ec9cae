// SPDX-License-Identifier: MIT
#include "plugins/claude/rfc3339.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

namespace aipool::claude {

std::int64_t unix_seconds(std::string_view date) {
  constexpr std::array<std::size_t, 6> kPlaces = {0, 5, 8, 11, 14, 17};
  constexpr std::array<std::size_t, 6> kDigits = {4, 2, 2, 2, 2, 2};
  std::array<int, 6> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::string_view field = date.substr(std::min(kPlaces[i], date.size()), kDigits[i]);
    const auto [end, fault] = std::from_chars(field.data(), field.data() + field.size(), numbers[i]);
    if (fault != std::errc() || field.size() != kDigits[i] || end != field.data() + field.size()) return 0;
  }
  const std::chrono::year_month_day day{std::chrono::year(numbers[0]), std::chrono::month(static_cast<unsigned>(numbers[1])),
                                        std::chrono::day(static_cast<unsigned>(numbers[2]))};
  if (!day.ok()) return 0;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  return ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5];
}

std::string date_of(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(unix_seconds)};
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day(days);
  const std::chrono::hh_mm_ss clock(time - days);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace aipool::claude
