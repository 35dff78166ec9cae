// SPDX-License-Identifier: MIT
#include "plugins/gemini/duration.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <system_error>

namespace aipool::gemini {
namespace {

constexpr double kDurationMax = 1e12;

struct TimeUnit {
  std::string_view name;
  double ms;
};
constexpr TimeUnit kTimeUnits[] = {{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}, {"us", 1e-3}, {"ns", 1e-6}};

double unit_ms(std::string_view name) {
  for (const TimeUnit& unit : kTimeUnits) {
    if (unit.name == name) return unit.ms;
  }
  return 0;
}

// A number and its unit, which are then taken off; 0 and nothing taken: there is none.
bool take_amount(std::string_view& text, double& total) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  double number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, number, std::chars_format::fixed);
  if (fault != std::errc()) return false;
  const char* const unit_end = std::find_if(end, last, [](char c) { return c < 'a' || c > 'z'; });
  const double ms = unit_ms({end, static_cast<std::size_t>(unit_end - end)});
  if (ms == 0) return false;
  total += number * ms;
  text.remove_prefix(static_cast<std::size_t>(unit_end - text.data()));
  return true;
}

std::int64_t take_duration(std::string_view& text) {
  double total = 0;
  bool any = false;
  while (take_amount(text, total)) any = true;
  return any && total < kDurationMax ? static_cast<std::int64_t>(total) : -1;
}

// Digits at a place; below 0: there are others.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return -1;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "Z", "+01:00"; false: no zone.
bool read_zone(std::string_view text, std::int64_t& minutes) {
  minutes = 0;
  if (text == "Z" || text == "z") return true;
  const int hours = digits_at(text, 1, 2);
  const int rest = digits_at(text, 4, 2);
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || hours < 0 || rest < 0) return false;
  minutes = (text[0] == '-' ? -1 : 1) * (hours * 60 + rest);
  return true;
}

}  // namespace

std::int64_t duration_ms(std::string_view text) {
  const std::int64_t found = take_duration(text);
  return text.empty() ? found : -1;
}

std::int64_t leading_duration_ms(std::string_view text) { return take_duration(text); }

std::int64_t instant_ms(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  const std::chrono::year_month_day date{std::chrono::year(digits_at(text, 0, 4)),
                                         std::chrono::month(static_cast<unsigned>(std::max(digits_at(text, 5, 2), 0))),
                                         std::chrono::day(static_cast<unsigned>(std::max(digits_at(text, 8, 2), 0)))};
  const int hour = digits_at(text, 11, 2);
  const int minute = digits_at(text, 14, 2);
  const int second = digits_at(text, 17, 2);
  if (!date.ok() || hour < 0 || minute < 0 || second < 0 || text[4] != '-' || text[7] != '-') return -1;
  if ((text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') return -1;
  std::string_view rest = text.substr(kForm.size());
  std::int64_t ms = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    std::int64_t place = 100;
    for (; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; rest.remove_prefix(1), place /= 10) {
      ms += place * (rest.front() - '0');
    }
  }
  std::int64_t zone = 0;
  if (!read_zone(rest, zone)) return -1;
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  return (((days * 24 + hour) * 60 + minute - zone) * 60 + second) * 1000 + ms;
}

std::string instant_text(std::int64_t unix_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(unix_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  char text[80];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                                 static_cast<int>(time.seconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace aipool::gemini
