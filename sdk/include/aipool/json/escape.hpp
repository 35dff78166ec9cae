// SPDX-License-Identifier: MIT
//
// One escape sequence of a JSON string, read and written.
//
// Flow:      the parser asks for lengths only; unescaping asks for the character as well.
// Threading: pure functions.
// Ownership: borrows the text.
// Errors:    length 0: unknown letter, bad hex, a lone surrogate, or cut by `end`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace aipool::json {

struct Escape {
  std::uint32_t length = 0;  // of the source: 2, 6 or 12 bytes
  std::uint32_t code = 0;    // a Unicode scalar value
};

// What a two-byte escape stands for, by its letter; 0 for a letter that is none.
inline constexpr std::array<char, 256> kShortEscapes = [] {
  std::array<char, 256> table{};
  table['"'] = '"';
  table['\\'] = '\\';
  table['/'] = '/';
  table['b'] = '\b';
  table['f'] = '\f';
  table['n'] = '\n';
  table['r'] = '\r';
  table['t'] = '\t';
  return table;
}();

// The letter of the two-byte escape for a byte; 0 for a byte that has none or needs none.
inline constexpr std::array<char, 256> kEscapeLetters = [] {
  std::array<char, 256> table{};
  for (const char letter : {'"', '\\', 'b', 'f', 'n', 'r', 't'}) {
    table[static_cast<unsigned char>(kShortEscapes[static_cast<unsigned char>(letter)])] = letter;
  }
  return table;
}();

constexpr std::ptrdiff_t kEscapeMax = 6;

// Writes a character that cannot stand for itself in a JSON string; returns the end of the at most kEscapeMax bytes.
inline char* write_escape(char byte, char* to) noexcept {
  const auto code = static_cast<unsigned char>(byte);
  *to++ = '\\';
  if (const char letter = kEscapeLetters[code]; letter != 0) {
    *to++ = letter;
    return to;
  }
  constexpr char kHex[] = "0123456789abcdef";
  for (const char digit : {'u', '0', '0', kHex[code >> 4], kHex[code & 0xF]}) *to++ = digit;
  return to;
}

constexpr std::uint32_t kNotHex = 0x10000;

// The four hex digits at `p`; kNotHex if they are not.
inline std::uint32_t hex4(const char* p) noexcept {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const auto byte = static_cast<std::uint32_t>(static_cast<unsigned char>(p[i]));
    const std::uint32_t digit = byte - '0';
    const std::uint32_t letter = (byte | 0x20U) - 'a';
    if (digit >= 10 && letter >= 6) return kNotHex;
    value = value << 4 | (digit < 10 ? digit : letter + 10);
  }
  return value;
}

// REQUIRES: p < end and *p == '\\'.
inline Escape read_escape(const char* p, const char* end) noexcept {
  const auto left = end - p;
  if (left < 2) return {};
  if (const char plain = kShortEscapes[static_cast<unsigned char>(p[1])]; plain != 0) {
    return {2, static_cast<std::uint32_t>(static_cast<unsigned char>(plain))};
  }
  if (p[1] != 'u' || left < 6) return {};
  const std::uint32_t code = hex4(p + 2);
  if (code == kNotHex) return {};
  if (code < 0xD800 || code > 0xDFFF) return {6, code};
  if (code > 0xDBFF || left < 12 || p[6] != '\\' || p[7] != 'u') return {};
  const std::uint32_t low = hex4(p + 8);
  if (low < 0xDC00 || low > 0xDFFF) return {};
  return {12, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)};
}

}  // namespace aipool::json
