// SPDX-License-Identifier: MIT
#include "core/http/message.h"

#include <cstring>

namespace aipool::http {
namespace {

constexpr std::uint64_t each_byte(std::uint8_t value) noexcept { return 0x0101'0101'0101'0101U * value; }

template <class Word>
Word word_at(const char* at) noexcept {
  Word word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// Eight bytes at once. No sum leaves its byte: each adds to seven bits.
constexpr std::uint64_t lower(std::uint64_t bytes) noexcept {
  const std::uint64_t low_bits = bytes & each_byte(0x7f);
  const std::uint64_t from_a = low_bits + each_byte(0x80 - 'A');
  const std::uint64_t past_z = low_bits + each_byte(0x80 - 'Z' - 1);
  const std::uint64_t capitals = (from_a ^ past_z) & ~bytes & each_byte(0x80);
  return bytes | (capitals >> 2);  // 0x80 to 0x20
}

template <class Word>
bool same_words(const char* a, const char* b, std::size_t size) noexcept {
  const auto same = [a, b](std::size_t at) noexcept {
    const auto left = word_at<Word>(a + at);
    const auto right = word_at<Word>(b + at);
    return left == right || lower(left) == lower(right);
  };
  for (std::size_t at = 0; at + sizeof(Word) < size; at += sizeof(Word)) {
    if (!same(at)) return false;
  }
  return same(size - sizeof(Word));  // it may begin with bytes that are known
}

}  // namespace

bool detail::same_but_case(const char* a, const char* b, std::size_t size) noexcept {
  if (size >= sizeof(std::uint64_t)) return same_words<std::uint64_t>(a, b, size);
  if (size >= sizeof(std::uint32_t)) return same_words<std::uint32_t>(a, b, size);
  return same_words<std::uint8_t>(a, b, size);
}

std::optional<std::string_view> Headers::find(std::string_view name) const noexcept {
  for (const Header& field : fields_) {
    if (equals_ignoring_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

}  // namespace aipool::http
