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
#include "aipool/json/uninitialized.hpp"
#include "aipool/json/utf8.hpp"

namespace aipool::json {

inline bool is_utf8(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  return find_invalid_utf8(text.data(), end) == end;
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
  const char* const end = body.data() + body.size();
  const Copied copied = dispatch(best_level(), [&]<class Kernel>(Kernel) {
    return Kernel::copy_unescaped({body.data(), room}, end);
  });
  return {static_cast<std::size_t>(copied.from - body.data()), static_cast<std::size_t>(copied.to - room)};
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

// Appends `before`, then `text` as the body of a JSON string, then `after`: the quote, the backslash and control
// characters of the text are escaped, UTF-8 stays as it is.
// REQUIRES: `text` is UTF-8; what is around it is at most a few bytes.
template <class Kernel>
[[gnu::always_inline]] inline void append_escaped_as(std::string& out, std::string_view before, std::string_view text,
                              std::string_view after) {
  constexpr std::ptrdiff_t kAround = 8;
  constexpr std::ptrdiff_t kLong = 64;  // this far without an escape: worth an append of its own
  char piece[256] AIPOOL_UNINITIALIZED;  // what is gathered for one append
  const char* const end = text.data() + text.size();
  Copied at{text.data(), piece};
  for (const char c : before) *at.to++ = c;  // so few that a call would cost more
  for (;;) {
    at = Kernel::copy_escaped(at, end, piece + sizeof piece - kAround);
    if (at.from == end) break;
    out.append(piece, static_cast<std::size_t>(at.to - piece));
    at.to = piece;
    const char* const special = Kernel::find_special(at.from, end);
    if (special - at.from < kLong) continue;
    out.append(at.from, special);
    at.from = special;
  }
  for (const char c : after) *at.to++ = c;
  out.append(piece, static_cast<std::size_t>(at.to - piece));
}

inline void append_escaped(std::string& out, std::string_view text, Level level = best_level()) {
  dispatch(level, [&out, text]<class Kernel>(Kernel) { append_escaped_as<Kernel>(out, {}, text, {}); });
}

// The same with its quotes.
inline void append_quoted(std::string& out, std::string_view text, Level level = best_level()) {
  dispatch(level, [&out, text]<class Kernel>(Kernel) { append_escaped_as<Kernel>(out, "\"", text, "\""); });
}

}  // namespace aipool::json
