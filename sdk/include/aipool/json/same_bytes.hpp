// SPDX-License-Identifier: MIT
//
// same_bytes() compares names: most have fewer bytes than a call of memcmp() has instructions.
//
// Flow:      Names asks it for the one name that a key can be.
// Threading: pure.
// Ownership: borrows the texts.
// Errors:    none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace aipool::json {

// Whether the Words at two places are the same.
template <class Word>
[[gnu::always_inline]] inline bool same_word(const char* a, const char* b) noexcept {
  Word left, right;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b, sizeof right);
  return left == right;
}

// Pieces may overlap: the last one ends where the text does.
[[gnu::always_inline]] inline bool same_bytes(const char* a, const char* b, std::size_t size) noexcept {
  const auto at_both_ends = [&]<class Word>(Word) {
    const std::size_t last = size - sizeof(Word);
    return same_word<Word>(a, b) && same_word<Word>(a + last, b + last);
  };
  if (size > 16) return std::memcmp(a, b, size) == 0;
  if (size >= 8) return at_both_ends(std::uint64_t{});
  if (size >= 4) return at_both_ends(std::uint32_t{});
  if (size >= 2) return at_both_ends(std::uint16_t{});
  return size == 0 || *a == *b;
}

}  // namespace aipool::json
