// SPDX-License-Identifier: MIT
#include "plugins/ollama/timestamp.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace aipool::ollama {
namespace {

std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  const std::string_view field = text.substr(std::min(at, text.size()), count);
  const auto [end, fault] = std::from_chars(field.data(), field.data() + field.size(), number);
  const bool whole = fault == std::errc() && field.size() == count && end == field.data() + count;
  return whole && number >= 0 ? std::optional(number) : std::nullopt;
}

// Of "-07:00" after the seconds and their fraction; "Z" is none.
std::int64_t offset_seconds(std::string_view rest) {
  const std::size_t sign = rest.find_first_of("+-");
  if (sign == std::string_view::npos) return 0;
  const std::int64_t hours = digits_at(rest, sign + 1, 2).value_or(0);
  const std::int64_t minutes = digits_at(rest, sign + 4, 2).value_or(0);
  const std::int64_t seconds = (hours * 60 + minutes) * 60;
  return rest[sign] == '-' ? -seconds : seconds;
}

void put(TimeText& room, std::size_t at, std::size_t count, std::uint64_t number) {
  for (std::size_t i = count; i-- > 0; number /= 10) room[at + i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::int64_t unix_seconds(std::string_view time) {
  constexpr std::array<std::size_t, 6> kPlaces = {0, 5, 8, 11, 14, 17};
  std::array<int, 6> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = digits_at(time, kPlaces[i], i == 0 ? 4 : 2);
    if (!number) return 0;
    numbers[i] = *number;
  }
  const std::chrono::year_month_day day{std::chrono::year(numbers[0]),
                                        std::chrono::month(static_cast<unsigned>(numbers[1])),
                                        std::chrono::day(static_cast<unsigned>(numbers[2]))};
  if (!day.ok()) return 0;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const std::int64_t local = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5];
  return local - offset_seconds(time.substr(std::min<std::size_t>(19, time.size())));
}

std::string_view write_time(std::int64_t unix_ms, TimeText& room) {
  constexpr std::string_view kPattern = "0000-00-00T00:00:00.000Z";
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(unix_ms)};
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day day(days);
  const auto of_day = static_cast<std::uint64_t>((time - days).count());
  std::copy(kPattern.begin(), kPattern.end(), room.begin());
  put(room, 0, 4, static_cast<std::uint64_t>(static_cast<int>(day.year())));
  put(room, 5, 2, static_cast<unsigned>(day.month()));
  put(room, 8, 2, static_cast<unsigned>(day.day()));
  put(room, 11, 2, of_day / 3'600'000);
  put(room, 14, 2, of_day / 60'000 % 60);
  put(room, 17, 2, of_day / 1000 % 60);
  put(room, 20, 3, of_day % 1000);
  return {room.data(), kPattern.size()};
}

}  // namespace aipool::ollama
