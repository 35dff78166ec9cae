// SPDX-License-Identifier: MIT
//
// What the body of a JSON string stands for, written where there is room for it: no string of its own in between.
//
// Flow:      Source and Step, for strings with escapes, into an arena.
// Threading: pure functions.
// Ownership: as the caller's memory.
// Errors:    none: the body is of a document that was parsed.
// Units:     bytes.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::convert {

// How many of the eight bytes at `p` come before a backslash.
inline std::size_t plain_run(const char* p) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  const std::uint64_t other = word ^ (kOnes * '\\');
  const std::uint64_t found = (other - kOnes) & ~other & (kOnes << 7);  // exact up to its lowest bit
  return found == 0 ? sizeof word : static_cast<std::size_t>(std::countr_zero(found)) / 8;
}

// Returns the size of what it wrote.
// REQUIRES: room for body.size() bytes at `room`: an escape is never shorter than its character.
inline std::size_t unescape(std::string_view body, char* room) noexcept {
  static_assert(std::endian::native == std::endian::little);
  const char* p = body.data();
  const char* const end = p + body.size();
  char* to = room;
  while (p != end) {
    if (end - p >= 8) {
      const std::size_t run = plain_run(p);
      std::memcpy(to, p, 8);  // `to` is never ahead of `p`
      to += run;
      p += run;
      if (run == 8) continue;
    } else if (*p != '\\') {
      *to++ = *p++;
      continue;
    }
    const json::Escape escape = json::read_escape(p, end);
    if (escape.length == 0) break;
    to += json::encode_utf8(escape.code, to);
    p += escape.length;
  }
  return static_cast<std::size_t>(to - room);
}

}  // namespace aipool::convert
