// SPDX-License-Identifier: MIT
//
// What the errors of all vendors have in common: statuses, the wait that they ask for, messages that may be long.
//
// Flow:      decode_error() of an upstream half, after it has read the vendor's own words.
// Threading: pure.
// Ownership: texts that are kept lie in the call arena.
// Errors:    none: every status has a class.
// Units:     milliseconds.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "aipool/sdk.hpp"

namespace aipool::convert {

inline std::int32_t class_of_status(std::int32_t status) {
  if (status > 0 && status < 400) return AIP_E_UPSTREAM_PROTOCOL;
  switch (status) {
    case 401:
      return AIP_E_AUTH;
    case 402:
      return AIP_E_QUOTA;
    case 403:
      return AIP_E_PERMISSION;
    case 404:
      return AIP_E_NOT_FOUND;
    case 408:
    case 504:
      return AIP_E_TIMEOUT;
    case 413:
      return AIP_E_TOO_LARGE;
    case 429:
      return AIP_E_RATE_LIMITED;
    case 503:
    case 529:
      return AIP_E_OVERLOADED;
    default:
      return status >= 400 && status < 500 ? AIP_E_INVALID_REQUEST : AIP_E_INTERNAL;
  }
}

// Hosts without a code for it say it in words.
inline constexpr std::string_view kContextPhrases[] = {"maximum context length", "context length", "context window",
                                                "prompt is too long"};

inline bool speaks_of_context(std::string_view message) {
  for (const std::string_view phrase : kContextPhrases) {
    if (message.find(phrase) != std::string_view::npos) return true;
  }
  return false;
}

inline constexpr std::size_t kMessageMax = 2000;

// Cut where a character begins.
inline std::string_view capped_message(std::string_view text) {
  if (text.size() <= kMessageMax) return text;
  std::size_t end = kMessageMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0u) == 0x80u) --end;
  return text.substr(0, end);
}

// Below 0: not said.
inline std::int64_t retry_after_ms(aip_fields headers) {
  const auto number = [&](std::string_view name) -> double {
    const auto text = sdk::find(headers, name);
    double value = -1;
    if (text) std::from_chars(text->data(), text->data() + text->size(), value);
    return value >= 0 && value < 1e9 ? value : -1;
  };
  if (const double ms = number("retry-after-ms"); ms >= 0) return static_cast<std::int64_t>(ms);
  const double seconds = number("retry-after");
  return seconds >= 0 ? static_cast<std::int64_t>(seconds * 1000) : -1;
}

// Absent where it is empty.
inline aip_bytes kept(sdk::Env& env, std::string_view text) {
  return text.empty() ? aip_bytes{} : sdk::bytes(env.copy(text));
}

}  // namespace aipool::convert
