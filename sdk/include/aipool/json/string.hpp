// SPDX-License-Identifier: MIT
//
// Strings between their escaped and their plain form.
//
// Flow:      Value unescapes what it holds; Writer escapes what it is given; streams do both piece by piece.
// Threading: pure functions.
// Ownership: borrow the text, append to the caller's string.
// Errors:    append_unescaped() and equals_unescaped() stop at the first fault; escaping cannot fail.
// Units:     bytes.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "aipool/json/escape.hpp"
#include "aipool/json/kernel.hpp"
#include "aipool/json/utf8.hpp"

namespace aipool::json {

inline bool is_utf8(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  return find_invalid_utf8(text.data(), end) == end;
}

// How many of the eight bytes at `p` come before a backslash.
inline std::size_t plain_run(const char* p) noexcept {
  if constexpr (std::endian::native != std::endian::little) return static_cast<std::size_t>(std::find(p, p + 8, '\\') - p);
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  const std::uint64_t other = word ^ (kOnes * '\\');
  const std::uint64_t found = (other - kOnes) & ~other & (kOnes << 7);  // exact up to its lowest bit
  return found == 0 ? sizeof word : static_cast<std::size_t>(std::countr_zero(found)) / 8;
}

// Of the body of a JSON string: how much was read, and the size of what that stands for.
struct Unescaped {
  std::size_t read = 0;
  std::size_t written = 0;
};

// Writes what the body of a JSON string (without its quotes) stands for. All of the body is read, or the part before an
// escape that is malformed or not yet complete, so that a caller with a cut body can go on from there.
// REQUIRES: body.size() bytes at `room`, apart from the body; an escape is never shorter than its character.
inline Unescaped unescape(std::string_view body, char* room) noexcept {
  const char* p = body.data();
  const char* const end = p + body.size();
  char* to = room;
  while (p != end) {
    if (end - p >= 8) {
      const std::size_t run = plain_run(p);
      std::memcpy(to, p, 8);  // no further into the room than into the body
      to += run;
      p += run;
      if (run == 8) continue;
    } else if (*p != '\\') {
      *to++ = *p++;
      continue;
    }
    const Escape escape = read_escape(p, end);
    if (escape.length == 0) break;
    to += encode_utf8(escape.code, to);
    p += escape.length;
  }
  return {static_cast<std::size_t>(p - body.data()), static_cast<std::size_t>(to - room)};
}

// The same at the end of a string. Returns how much of the body was read.
inline std::size_t append_unescaped(std::string& out, std::string_view body) {
  const std::size_t before = out.size();
  out.resize(before + body.size());
  const Unescaped result = unescape(body, out.data() + before);
  out.resize(before + result.written);
  return result.read;
}

// Whether the body of a JSON string stands for `text`; without an allocation.
[[gnu::noinline]] inline bool equals_unescaped(std::string_view body, std::string_view text) noexcept {
  const char* p = body.data();
  const char* const end = p + body.size();
  std::size_t at = 0;
  while (p != end) {
    char bytes[4] = {*p};
    std::size_t size = 1;
    if (*p == '\\') {
      const Escape escape = read_escape(p, end);
      if (escape.length == 0) return false;
      size = encode_utf8(escape.code, bytes);
      p += escape.length;
    } else {
      ++p;
    }
    if (text.size() - at < size || std::memcmp(text.data() + at, bytes, size) != 0) return false;
    at += size;
  }
  return at == text.size();
}

// Appends a character that cannot stand for itself in a JSON string.
inline void append_escape(std::string& out, char byte) {
  const auto letter = [](char c) -> char {
    switch (c) {
      case '"': return '"';
      case '\\': return '\\';
      case '\n': return 'n';
      case '\t': return 't';
      case '\r': return 'r';
      case '\b': return 'b';
      case '\f': return 'f';
      default: return 0;
    }
  }(byte);
  if (letter != 0) {
    const char escape[] = {'\\', letter};
    out.append(escape, sizeof escape);
    return;
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto code = static_cast<unsigned char>(byte);
  const char escape[] = {'\\', 'u', '0', '0', kHex[code >> 4], kHex[code & 0xF]};
  out.append(escape, sizeof escape);
}

// Appends `text` as the body of a JSON string: the quote, the backslash and control characters are escaped, UTF-8
// stays as it is.
// REQUIRES: `text` is UTF-8.
inline void append_escaped(std::string& out, std::string_view text, Level level = best_level()) {
  dispatch(level, [&out, text]<class Kernel>(Kernel) {
    const char* p = text.data();
    const char* const end = p + text.size();
    for (;;) {
      const char* const at = Kernel::find_special(p, end);
      out.append(p, at);
      if (at == end) return;
      append_escape(out, *at);
      p = at + 1;
    }
  });
}

// The same with its quotes.
inline void append_quoted(std::string& out, std::string_view text, Level level = best_level()) {
  out += '"';
  append_escaped(out, text, level);
  out += '"';
}

}  // namespace aipool::json
