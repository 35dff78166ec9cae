// SPDX-License-Identifier: MIT
//
// Avx2Kernel scans strings thirty-two bytes at a time, and checks UTF-8 in whole blocks; SSE2 does what is left over.
//
// Flow:      see kernel.hpp. The UTF-8 check is the lookup algorithm of Keiser and Lemire ("Validating UTF-8 In Less
//            Than One Instruction Per Byte"): three table lookups by nibble, whose common bits are the faults.
// Threading: no state.
// Ownership: borrows the text; never reads outside [p, end).
// Errors:    none.
#pragma once

#include <immintrin.h>

#include <bit>
#include <cstdint>

#include "aipool/json/kernel_sse2.hpp"

namespace aipool::json {

struct Avx2Kernel {
  static constexpr int kBlock = Sse2Kernel::kBlock;  // of what is left over

  [[gnu::target("avx2"), gnu::noinline]] static std::uint64_t look(const char* p) noexcept {
    const __m256i low = load(p);
    const __m256i high = load(p + kWide);
    const __m256i low_others = _mm256_or_si256(equal(low, '\\'), control_or_high(low));
    const __m256i high_others = _mm256_or_si256(equal(high, '\\'), control_or_high(high));
    const std::uint64_t others = mask(low_others) | mask(high_others) << kWide;
    return (mask(equal(low, '"')) | mask(equal(high, '"')) << kWide) & below_lowest(others);
  }

  [[gnu::target("avx2"), gnu::noinline]] static const char* find_special(const char* p, const char* end) noexcept {
    for (; end - p >= kWide; p += kWide) {
      const std::uint64_t found = mask(special(load(p)));
      if (found != 0) return p + std::countr_zero(found);
    }
    return find_special_by_blocks<Sse2Kernel>(p, end);
  }

  [[gnu::target("avx2"), gnu::noinline]] static const char* scan_text(const char* p, const char* end) noexcept {
    for (; end - p >= 2 * kWide; p += 2 * kWide) {
      const std::uint64_t found = mask(not_plain(load(p))) | mask(not_plain(load(p + kWide))) << kWide;
      if (found == 0) continue;
      const char* const at = p + std::countr_zero(found);
      return is_special(*at) ? at : scan_utf8(p, end);
    }
    return scan_text_by_blocks<Sse2Kernel>(p, p, end);
  }

  [[gnu::target("avx2"), gnu::noinline]] static const char* scan_escapes(const char* p, const char* end) noexcept {
    const char* const begin = p;
    BodyScan scan(end);
    __m256i faults = _mm256_setzero_si256();
    __m256i previous = _mm256_setzero_si256();
    for (; end - p >= kWide; p += kWide) {
      const __m256i bytes = load(p);
      if (mask(_mm256_or_si256(bytes, previous)) != 0) {
        faults = _mm256_or_si256(faults, utf8_faults(bytes, previous));
      }
      previous = bytes;
      const Block block{mask(equal(bytes, '"')), mask(equal(bytes, '\\')), mask(control(bytes)), mask(bytes)};
      const BodyScan::Part part = scan.split(block, kWide);
      if (part.letters != 0) scan.check_escapes(p, part.letters, letters(bytes));
      if (scan.done(p, block, part)) return _mm256_testz_si256(faults, faults) != 0 ? scan.quote() : nullptr;
    }
    if (_mm256_testz_si256(faults, faults) == 0) return nullptr;
    return scan_escapes_by_blocks<Sse2Kernel>(scan, last_character(begin, p), p, end);
  }

  // Both look at a block once, for all that is in it: text inside text is full of escapes.
  [[gnu::target("avx2"), gnu::noinline]] static Copied copy_unescaped(Copied at, const char* end) noexcept {
    while (end - at.from >= 2 * kWide) {
      const char* const block = at.from;
      const __m256i bytes = load(block);
      store(at.to, bytes);
      std::uint64_t slashes = mask(equal(bytes, '\\'));
      while (slashes != 0) {
        at.skip(block + std::countr_zero(slashes) - at.from);
        if (!at.unescape(end)) return at;
        if (at.from - block >= kWide) break;
        slashes &= ~std::uint64_t{0} << (at.from - block);
        store(at.to, load(at.from));
      }
      if (slashes == 0) at.skip(block + kWide - at.from);
    }
    while (end - at.from >= kWide) {
      const __m256i bytes = load(at.from);
      store(at.to, bytes);
      const std::uint64_t slashes = mask(equal(bytes, '\\'));
      at.skip(slashes == 0 ? kWide : std::countr_zero(slashes));
      if (slashes != 0 && !at.unescape(end)) return at;
    }
    return copy_unescaped_by_blocks<Sse2Kernel>(at, end);
  }

  [[gnu::target("avx2"), gnu::noinline]] static Copied copy_escaped(Copied at, const char* end,
                                                                   const char* room_end) noexcept {
    while (end - at.from >= 2 * kWide) {
      if (room_end - at.to < kWide + kEscapeMax) return at;
      const char* const block = at.from;
      const __m256i bytes = load(block);
      store(at.to, bytes);
      for (std::uint64_t found = mask(special(bytes)); found != 0; found &= found - 1) {
        at.skip(block + std::countr_zero(found) - at.from);
        at.escape();
        if (room_end - at.to < kWide + kEscapeMax) return at;
        store(at.to, load(at.from));
      }
      at.skip(block + kWide - at.from);
    }
    while (end - at.from >= kWide) {
      if (room_end - at.to < kWide + kEscapeMax) return at;
      const __m256i bytes = load(at.from);
      store(at.to, bytes);
      const std::uint64_t found = mask(special(bytes));
      at.skip(found == 0 ? kWide : std::countr_zero(found));
      if (found != 0) at.escape();
    }
    return copy_escaped_by_blocks<Sse2Kernel>(at, end, room_end);
  }

 private:
  static constexpr int kWide = 32;

  // scan_text() where it is not mostly ASCII.
  [[gnu::target("avx2"), gnu::noinline]] static const char* scan_utf8(const char* p, const char* end) noexcept {
    const char* const begin = p;
    __m256i faults = _mm256_setzero_si256();
    __m256i previous = _mm256_setzero_si256();
    for (; end - p >= kWide; p += kWide) {
      const __m256i bytes = load(p);
      // ASCII, and before it ASCII too: nothing to check, and nothing that goes on.
      if (mask(_mm256_or_si256(bytes, previous)) != 0) {
        faults = _mm256_or_si256(faults, utf8_faults(bytes, previous));
      }
      previous = bytes;
      const std::uint64_t found = mask(special(bytes));
      if (found != 0) return _mm256_testz_si256(faults, faults) != 0 ? p + std::countr_zero(found) : nullptr;
    }
    if (_mm256_testz_si256(faults, faults) == 0) return nullptr;
    return scan_text_by_blocks<Sse2Kernel>(last_character(begin, p), p, end);
  }

  // Where the character before `p` starts: it may go on behind it.
  static const char* last_character(const char* begin, const char* p) noexcept {
    for (int back = 0; back < 3 && p != begin && is_continuation(p[-1]); ++back) --p;
    return p != begin ? p - 1 : p;
  }

  [[gnu::target("avx2")]] static __m256i load(const char* p) noexcept {
    return _mm256_loadu_si256(static_cast<const __m256i*>(static_cast<const void*>(p)));
  }
  [[gnu::target("avx2")]] static void store(char* p, __m256i bytes) noexcept {
    _mm256_storeu_si256(static_cast<__m256i*>(static_cast<void*>(p)), bytes);
  }
  [[gnu::target("avx2")]] static std::uint64_t mask(__m256i bytes) noexcept {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
  }
  [[gnu::target("avx2")]] static __m256i equal(__m256i bytes, char byte) noexcept {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte));
  }
  [[gnu::target("avx2")]] static __m256i control(__m256i bytes) noexcept {
    return _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1F)), bytes);
  }
  // Each byte looks up, by its low nibble, the only byte of that nibble which is a quote or a backslash.
  [[gnu::target("avx2")]] static __m256i quote_or_slash(__m256i bytes) noexcept {
    static constexpr std::uint8_t kTable[16] = {1, 0, '"', 0, 0, 0, 0, 0, 0, 0, 0, 0, '\\'};
    return _mm256_cmpeq_epi8(lookup(kTable, bytes), bytes);
  }
  [[gnu::target("avx2")]] static __m256i special(__m256i bytes) noexcept {
    return _mm256_or_si256(quote_or_slash(bytes), control(bytes));
  }
  // Bytes above 0x7F are negative.
  [[gnu::target("avx2")]] static __m256i control_or_high(__m256i bytes) noexcept {
    return _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes);
  }
  [[gnu::target("avx2")]] static __m256i not_plain(__m256i bytes) noexcept {
    return _mm256_or_si256(quote_or_slash(bytes), control_or_high(bytes));
  }
  // A letter is known by its two nibbles: each table has one bit for each high nibble that may go with a low one.
  [[gnu::target("avx2")]] static Letters letters(__m256i bytes) noexcept {
    enum : std::uint8_t { k2 = 1, k5 = 2, k6 = 4, k7 = 8 };
    static constexpr std::uint8_t kLow[16] = {0, 0, k2 | k6 | k7, 0, k7, 0, k6, 0, 0, 0, 0, 0, k5, 0, k6, k2};
    static constexpr std::uint8_t kHigh[16] = {0, 0, k2, 0, 0, k5, k6, k7};
    const __m256i low = lookup(kLow, _mm256_and_si256(bytes, _mm256_set1_epi8(0x0F)));
    const __m256i none =
        _mm256_cmpeq_epi8(_mm256_and_si256(low, lookup(kHigh, high_nibbles(bytes))), _mm256_setzero_si256());
    return {~mask(none), mask(equal(bytes, 'u'))};
  }
  [[gnu::target("avx2")]] static __m256i high_nibbles(__m256i bytes) noexcept {
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
  }
  [[gnu::target("avx2")]] static __m256i lookup(const std::uint8_t (&table)[16], __m256i nibbles) noexcept {
    const __m128i row = _mm_loadu_si128(static_cast<const __m128i*>(static_cast<const void*>(table)));
    return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row), nibbles);
  }
  // The block shifted by kCount bytes, filled from the end of the block before it.
  template <int kCount>
  [[gnu::target("avx2")]] static __m256i behind(__m256i bytes, __m256i previous) noexcept {
    return _mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(previous, bytes, 0x21), 16 - kCount);
  }

  // One bit for each way in which two bytes in a row can be wrong.
  enum Fault : std::uint8_t {
    kTooShort = 1,     // lead byte, then no continuation
    kTooLong = 2,      // ASCII, then a continuation
    kOverlong3 = 4,    // E0 80..9F
    kTooLarge = 8,     // F4 90..BF, F5..FF
    kSurrogate = 16,   // ED A0..BF
    kOverlong2 = 32,   // C0, C1
    kOverlong4 = 64,   // F0 80..8F
    kTooLarge8 = 64,   // F5..FF 80..8F
    kTwoInARow = 128,  // continuation twice: right only after a lead byte of three or four
    kAnyLow = kTooShort | kTooLong | kTwoInARow,
    kHuge = kAnyLow | kTooLarge | kTooLarge8,
    kLate = kTooLong | kOverlong2 | kTwoInARow,
  };

  // Indexed by the nibbles of two bytes in a row: high and low of the first, high of the second.
  // clang-format off
  static constexpr std::uint8_t kFirstHigh[16] = {
      kTooLong, kTooLong, kTooLong, kTooLong, kTooLong, kTooLong, kTooLong, kTooLong,
      kTwoInARow, kTwoInARow, kTwoInARow, kTwoInARow,
      kTooShort | kOverlong2, kTooShort, kTooShort | kOverlong3 | kSurrogate,
      kTooShort | kTooLarge | kTooLarge8 | kOverlong4};
  static constexpr std::uint8_t kFirstLow[16] = {
      kAnyLow | kOverlong3 | kOverlong2 | kOverlong4, kAnyLow | kOverlong2, kAnyLow, kAnyLow,
      kAnyLow | kTooLarge, kHuge, kHuge, kHuge, kHuge, kHuge, kHuge, kHuge,
      kHuge, kHuge | kSurrogate, kHuge, kHuge};
  static constexpr std::uint8_t kSecondHigh[16] = {
      kTooShort, kTooShort, kTooShort, kTooShort, kTooShort, kTooShort, kTooShort, kTooShort,
      kLate | kOverlong3 | kTooLarge8 | kOverlong4, kLate | kOverlong3 | kTooLarge,
      kLate | kSurrogate | kTooLarge, kLate | kSurrogate | kTooLarge,
      kTooShort, kTooShort, kTooShort, kTooShort};
  // clang-format on

  [[gnu::target("avx2")]] static __m256i utf8_faults(__m256i bytes, __m256i previous) noexcept {
    const __m256i low4 = _mm256_set1_epi8(0x0F);
    const __m256i before = behind<1>(bytes, previous);
    const __m256i first =
        _mm256_and_si256(lookup(kFirstHigh, high_nibbles(before)), lookup(kFirstLow, _mm256_and_si256(before, low4)));
    const __m256i pair = _mm256_and_si256(first, lookup(kSecondHigh, high_nibbles(bytes)));
    // The third and fourth byte of a character must be, and only they may be, a second continuation in a row.
    const __m256i third = _mm256_subs_epu8(behind<2>(bytes, previous), _mm256_set1_epi8(0xE0 - 0x80));
    const __m256i fourth = _mm256_subs_epu8(behind<3>(bytes, previous), _mm256_set1_epi8(0xF0 - 0x80));
    const __m256i wanted = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(static_cast<char>(0x80)));
    return _mm256_xor_si256(wanted, pair);
  }
};

}  // namespace aipool::json
