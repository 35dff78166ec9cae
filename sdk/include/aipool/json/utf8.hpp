// SPDX-License-Identifier: MIT
//
// UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF.
//
// Flow:      the plain check, which also finds where a fault is; AVX2 has a faster one for whole blocks.
// Threading: pure functions.
// Ownership: borrows the text.
// Errors:    find_invalid_utf8() returns the fault's place, or `end`.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace aipool::json {

// Eight bytes, the first in the lowest bits.
inline std::uint64_t load_word(const char* p) noexcept {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

inline void store_word(char* to, std::uint64_t word) noexcept {
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  std::memcpy(to, &word, sizeof word);
}

// Fewer than eight bytes, and zeros behind them. Loads that overlap, for a copy that was just made in pieces cannot be
// loaded whole without a stall.
// REQUIRES: 0 < count < 8.
inline std::uint64_t load_few(const char* p, std::size_t count) noexcept {
  const auto byte = [p](std::size_t at) {
    return std::uint64_t{static_cast<unsigned char>(p[at])} << (8 * at);
  };
  if (count < 4) return byte(0) | byte(count / 2) | byte(count - 1);
  const auto half = [p](std::size_t at) {
    std::uint32_t word;
    std::memcpy(&word, p + at, sizeof word);
    if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap32(word);
    return std::uint64_t{word} << (8 * at);
  };
  return half(0) | half(count - 4);
}

constexpr bool is_continuation(char byte) noexcept { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// Bytes of the character that starts at `p`; 0 if it is not one.
// REQUIRES: p < end.
inline std::size_t utf8_length(const char* p, const char* end) noexcept {
  const auto lead = static_cast<unsigned char>(p[0]);
  if (lead < 0x80) return 1;
  const auto left = end - p;
  if (left < 2 || !is_continuation(p[1])) return 0;
  const auto second = static_cast<unsigned char>(p[1]);
  if (lead < 0xE0) return lead >= 0xC2 ? 2 : 0;
  if (left < 3 || !is_continuation(p[2])) return 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }
  if (left < 4 || !is_continuation(p[3])) return 0;
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool too_large = lead > 0xF4 || (lead == 0xF4 && second >= 0x90);
  return overlong || too_large ? 0 : 4;
}

// The first byte that is not part of a character, or `end`.
inline const char* find_invalid_utf8(const char* p, const char* end) noexcept {
  while (p != end) {
    if (end - p >= 8) {
      const std::uint64_t high = load_word(p) & 0x8080808080808080U;
      p += high == 0 ? 8 : std::countr_zero(high) / 8;
      if (high == 0) continue;
    }
    const std::size_t length = utf8_length(p, end);
    if (length == 0) return p;
    p += length;
  }
  return end;
}

// Writes `code` and returns the byte count.
// REQUIRES: a Unicode scalar value; room for 4 bytes.
inline std::size_t encode_utf8(std::uint32_t code, char* out) noexcept {
  const auto put = [out](std::size_t at, std::uint32_t byte) { out[at] = static_cast<char>(byte); };
  if (code < 0x80) {
    put(0, code);
    return 1;
  }
  if (code < 0x800) {
    put(0, 0xC0 | (code >> 6));
    put(1, 0x80 | (code & 0x3F));
    return 2;
  }
  if (code < 0x10000) {
    put(0, 0xE0 | (code >> 12));
    put(1, 0x80 | ((code >> 6) & 0x3F));
    put(2, 0x80 | (code & 0x3F));
    return 3;
  }
  put(0, 0xF0 | (code >> 18));
  put(1, 0x80 | ((code >> 12) & 0x3F));
  put(2, 0x80 | ((code >> 6) & 0x3F));
  put(3, 0x80 | (code & 0x3F));
  return 4;
}

}  // namespace aipool::json
