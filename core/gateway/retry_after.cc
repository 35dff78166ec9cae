// SPDX-License-Identifier: MIT
#include "core/gateway/retry_after.h"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace aipool::gateway {
namespace {

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  constexpr std::int64_t kLongest = 1'000'000'000;  // beyond it the arithmetic below would not be safe
  return std::min(number, kLongest);
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_after(const http::Headers& headers, std::time_t now) {
  if (const auto ms = headers.find("retry-after-ms")) {
    if (const auto number = whole_number(*ms)) return std::chrono::milliseconds(*number);
  }
  const auto text = headers.find("retry-after");
  if (!text) return std::nullopt;
  if (const auto seconds = whole_number(*text)) return std::chrono::seconds(*seconds);
  tm parts{};
  const std::string date(*text);
  const char* end = strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  return std::chrono::seconds(std::max<std::time_t>(timegm(&parts) - now, 0));
}

}  // namespace aipool::gateway
