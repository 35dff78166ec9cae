// SPDX-License-Identifier: MIT
//
// Sse2Kernel scans strings sixteen bytes at a time; every x86-64 processor has SSE2.
//
// Flow:      see kernel.hpp.
// Threading: no state.
// Ownership: borrows the text; never reads outside [p, end).
// Errors:    none.
#pragma once

#include <emmintrin.h>

#include "aipool/json/kernel_plain.hpp"

namespace aipool::json {

struct Sse2Kernel {
  static constexpr int kBlock = 16;
  using Bytes = __m128i;  // of a block

  [[gnu::always_inline]] static Bytes load(const char* p) noexcept {
    return _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(p)));
  }
  [[gnu::always_inline]] static Bytes load_last(const char* p, std::size_t count) noexcept {
    if (count < 8) return words(load_few(p, count), 0);
    return words(load_word(p), load_word(p + count - 8) >> (8 * (15 - count)) >> 8);
  }
  [[gnu::always_inline]] static void store(char* to, Bytes bytes) noexcept {
    _mm_storeu_si128(static_cast<__m128i*>(static_cast<void*>(to)), bytes);
  }

  [[gnu::always_inline]] static Block classify(Bytes bytes) noexcept {
    return {mask(equal(bytes, '"')), mask(equal(bytes, '\\')), mask(control(bytes)), mask(bytes)};
  }

  [[gnu::noinline]] static std::uint64_t look(const char* p) noexcept {
    std::uint64_t quotes = 0;
    std::uint64_t others = 0;
    for (int at = 48; at >= 0; at -= kBlock) {
      const __m128i bytes = load(p + at);
      const __m128i control_or_high = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // high bytes are negative
      const __m128i other = _mm_or_si128(equal(bytes, '\\'), control_or_high);
      quotes = quotes << kBlock | mask(equal(bytes, '"'));
      others = others << kBlock | mask(other);
    }
    return quotes & below_lowest(others);
  }

  [[gnu::always_inline]] static Letters letters(Bytes bytes) noexcept {
    __m128i plain = _mm_setzero_si128();
    for (const char letter : {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'}) {
      plain = _mm_or_si128(plain, equal(bytes, letter));
    }
    return {mask(plain), mask(equal(bytes, 'u'))};
  }

  [[gnu::noinline]] static const char* find_special(const char* p, const char* end) noexcept {
    return find_special_by_blocks<Sse2Kernel>(p, end);
  }

  [[gnu::noinline]] static const char* scan_text(const char* p, const char* end) noexcept {
    return scan_text_by_blocks<Sse2Kernel>(p, p, end);
  }

  [[gnu::noinline]] static const char* scan_escapes(const char* p, const char* end) noexcept {
    return scan_escapes_by_blocks<Sse2Kernel>(BodyScan(end), p, p, end);
  }

  [[gnu::noinline]] static Copied copy_unescaped(Copied at, const char* end) noexcept {
    return copy_unescaped_by_blocks<Sse2Kernel>(at, end);
  }
  [[gnu::noinline]] static Copied copy_escaped(Copied at, const char* end, const char* room_end) noexcept {
    return copy_escaped_by_blocks<Sse2Kernel>(at, end, room_end);
  }

 private:
  [[gnu::always_inline]] static Bytes words(std::uint64_t low, std::uint64_t high) noexcept {
    return _mm_set_epi64x(static_cast<long long>(high), static_cast<long long>(low));
  }
  [[gnu::always_inline]] static __m128i equal(__m128i bytes, char byte) noexcept {
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte));
  }
  [[gnu::always_inline]] static __m128i control(__m128i bytes) noexcept {
    return _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
  }
  [[gnu::always_inline]] static std::uint64_t mask(__m128i bytes) noexcept {
    return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
  }
};

}  // namespace aipool::json
