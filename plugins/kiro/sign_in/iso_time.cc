// SPDX-License-Identifier: MIT
#include "plugins/kiro/sign_in/iso_time.h"

#include <charconv>
#include <chrono>
#include <cstdio>
#include <system_error>

namespace aipool::kiro {
namespace {

constexpr std::int64_t kMinuteMs = 60'000;

// A number of exactly that many digits.
bool take_digits(std::string_view& text, std::size_t count, int& value) {
  if (text.size() < count) return false;
  const char* const end = text.data() + count;
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc() || stop != end || value < 0) return false;
  text.remove_prefix(count);
  return true;
}

bool take_mark(std::string_view& text, std::string_view marks) {
  if (text.empty() || marks.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

int take_milliseconds(std::string_view& text) {
  int value = 0;
  int scale = 100;
  if (!take_mark(text, ".")) return 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1)) {
    value += (text.front() - '0') * scale;
    scale /= 10;
  }
  return value;
}

// "+02:00"; nothing and Z are UTC.
std::int64_t take_offset_ms(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return 0;
  const bool behind = text[0] == '-';
  text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!take_digits(text, 2, hours) || !take_mark(text, ":") || !take_digits(text, 2, minutes)) return 0;
  return (behind ? -1 : 1) * (hours * 60 + minutes) * kMinuteMs;
}

}  // namespace

std::int64_t read_iso_time(std::string_view text) {
  using namespace std::chrono;
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  const bool good = take_digits(text, 4, year) && take_mark(text, "-") && take_digits(text, 2, month) &&
                    take_mark(text, "-") && take_digits(text, 2, day) && take_mark(text, "Tt ") &&
                    take_digits(text, 2, hour) && take_mark(text, ":") && take_digits(text, 2, minute) &&
                    take_mark(text, ":") && take_digits(text, 2, second);
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!good || !date.ok()) return 0;
  const auto time = sys_days(date).time_since_epoch() + hours(hour) + minutes(minute) + seconds(second) +
                    milliseconds(take_milliseconds(text));
  return duration_cast<milliseconds>(time).count() - take_offset_ms(text);
}

std::string write_iso_time(std::int64_t unix_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(unix_ms)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> clock(time - day);
  char text[64];
  const int size =
      std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace aipool::kiro
