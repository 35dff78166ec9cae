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

#include <cstddef>
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

// Appends what the body of a JSON string (without its quotes) stands for. Returns how much of the body was taken: all
// of it, or the part before an escape that is malformed or not yet complete, so that a caller with a cut body
// can go on from there.
inline std::size_t append_unescaped(std::string& out, std::string_view body) {
  const std::size_t before = out.size();
  out.resize(before + body.size());  // an escape is never shorter than its character
  char* to = out.data() + before;
  const char* p = body.data();
  const char* const end = p + body.size();
  while (p != end) {
    const void* const found = std::memchr(p, '\\', static_cast<std::size_t>(end - p));
    const char* const run_end = found != nullptr ? static_cast<const char*>(found) : end;
    const auto run = static_cast<std::size_t>(run_end - p);
    std::memcpy(to, p, run);
    to += run;
    p = run_end;
    if (p == end) break;
    const Escape escape = read_escape(p, end);
    if (escape.length == 0) break;
    to += encode_utf8(escape.code, to);
    p += escape.length;
  }
  out.resize(static_cast<std::size_t>(to - out.data()));
  return static_cast<std::size_t>(p - body.data());
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
