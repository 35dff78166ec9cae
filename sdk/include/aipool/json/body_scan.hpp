// SPDX-License-Identifier: MIT
//
// BodyScan finds the end of a JSON string from bit masks of its bytes, and checks the string on the way.
//
// Flow:      a kernel makes a Block for each few bytes and hands it over: split(), check_escapes() if there are any,
//            done(). Escapes cost no branch each, for text inside text ("arguments" of tool calls) is full of them.
// Threading: plain values.
// Ownership: borrows the text; never reads outside of it.
// Errors:    quote() is nullptr: find_string_fault() then says what is wrong and where.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "aipool/json/error.hpp"
#include "aipool/json/escape.hpp"
#include "aipool/json/utf8.hpp"

namespace aipool::json {

// What a kernel sees in a block: one bit for each byte, the lowest for the first.
struct Block {
  std::uint64_t quote;
  std::uint64_t slash;    // backslashes
  std::uint64_t control;  // below 0x20, and what lies past the end of the text
  std::uint64_t high;     // above 0x7F

  std::uint64_t special() const noexcept { return quote | slash | control; }
};

// Which bytes of a block may follow a backslash.
struct Letters {
  std::uint64_t plain;  // of two-byte escapes
  std::uint64_t u;
};

constexpr std::uint64_t below_lowest(std::uint64_t mask) noexcept { return (mask - 1) & ~mask; }

// A byte that cannot stand for itself in a string.
constexpr bool is_special(char byte) noexcept {
  return byte == '"' || byte == '\\' || static_cast<unsigned char>(byte) < 0x20;
}

class BodyScan {
 public:
  // The part of a block that belongs to the string.
  struct Part {
    std::uint64_t quote;    // the closing quote, if it is here, and what comes after
    std::uint64_t body;     // every byte before the closing quote
    std::uint64_t letters;  // the bytes that follow a backslash of an escape
  };

  explicit BodyScan(const char* end) noexcept : end_(end) {}

  [[gnu::always_inline]] Part split(const Block& block, int width) noexcept {
    const std::uint64_t escaped = (block.slash | carry_) != 0 ? find_escaped(block.slash, width) : 0;
    const std::uint64_t quote = block.quote & ~escaped;
    const std::uint64_t body = below_lowest(quote);
    return {quote, body, escaped & body};
  }

  [[gnu::always_inline]] void check_escapes(const char* p, std::uint64_t letters, const Letters& known) noexcept {
    if ((letters & ~(known.plain | known.u)) != 0) wrong_ = true;
    for (std::uint64_t left = letters & known.u; left != 0; left &= left - 1) {
      const char* const escape = p + std::countr_zero(left) - 1;
      if (escape < unicode_end_) continue;  // the second half of a pair
      const std::uint32_t length = unicode_length(escape, end_);
      wrong_ |= length == 0;
      unicode_end_ = escape + length;
    }
  }

  [[gnu::always_inline]] bool done(const char* p, const Block& block, const Part& part) noexcept {
    high_ |= (block.high & part.body) != 0;
    wrong_ |= (block.control & part.body) != 0;
    if (part.quote != 0) quote_ = p + std::countr_zero(part.quote);
    return wrong_ || part.quote != 0;
  }

  // The closing quote; nullptr if the body is malformed or not at its end.
  const char* quote() const noexcept { return wrong_ ? nullptr : quote_; }
  // Whether there were bytes above 0x7F, which are not checked here.
  bool high() const noexcept { return high_; }

 private:
  // The bytes with an odd number of backslashes before them. A run of backslashes that starts at an even place
  // escapes the odd places behind it, and the other way round; adding the odd starts tells the two apart.
  [[gnu::always_inline]] std::uint64_t find_escaped(std::uint64_t slash, int width) noexcept {
    constexpr std::uint64_t kEven = 0x5555555555555555U;
    slash &= ~carry_;
    const std::uint64_t behind = slash << 1 | carry_;
    const std::uint64_t odd_starts = slash & ~kEven & ~behind;
    const std::uint64_t escaped = (kEven ^ ((odd_starts + slash) << 1)) & behind;
    carry_ = escaped >> width;
    return escaped ^ (carry_ << width);
  }

  // Not a step of its own: `this` must not leave the caller's registers.
  [[gnu::noinline]] static std::uint32_t unicode_length(const char* p, const char* end) noexcept {
    return read_escape(p, end).length;
  }

  const char* const end_;
  const char* quote_ = nullptr;
  const char* unicode_end_ = nullptr;
  std::uint64_t carry_ = 0;  // 1: the next block starts with an escaped byte
  bool high_ = false;
  bool wrong_ = false;
};

struct StringFault {
  Error error;
  const char* at;
};

// What is wrong with the string whose body starts at `p`, byte by byte. kNone, and the closing quote, if nothing is: a
// kernel looks at whole blocks and can stumble over what comes behind the string.
inline StringFault find_string_fault(const char* p, const char* end) noexcept {
  while (p != end && *p != '"') {
    if (static_cast<unsigned char>(*p) < 0x20) return {Error::kControl, p};
    const std::size_t length = *p == '\\' ? read_escape(p, end).length : utf8_length(p, end);
    if (length == 0) return {*p == '\\' ? Error::kEscape : Error::kUtf8, p};
    p += length;
  }
  return {p == end ? Error::kTruncated : Error::kNone, p};
}

}  // namespace aipool::json
