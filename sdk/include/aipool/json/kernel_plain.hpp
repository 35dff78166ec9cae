// SPDX-License-Identifier: MIT
//
// PlainKernel scans strings eight bytes at a time with nothing but C++; the loops that kernels share are here too.
//
// Flow:      see kernel.hpp.
// Threading: no state.
// Ownership: borrows the text; never reads outside [p, end).
// Errors:    none.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "aipool/json/body_scan.hpp"
#include "aipool/json/escape.hpp"
#include "aipool/json/utf8.hpp"

namespace aipool::json {

// A block that begins at `p`, in a register. What lies behind the end counts as control characters.
// REQUIRES: p < end.
template <class Kernel>
[[gnu::always_inline]] inline typename Kernel::Bytes load_block(const char* p, const char* end) noexcept {
  return end - p >= Kernel::kBlock ? Kernel::load(p) : Kernel::load_last(p, static_cast<std::size_t>(end - p));
}

// Goes through [p, end) by blocks until `take(place, block's bytes)` says that it has what it wants, or to the end.
template <class Kernel, class Take>
[[gnu::always_inline]] inline void for_blocks(const char* p, const char* end, const Take& take) noexcept {
  for (; end - p >= Kernel::kBlock; p += Kernel::kBlock) {
    if (take(p, Kernel::load(p))) return;
  }
  if (p != end) take(p, load_block<Kernel>(p, end));
}

template <class Kernel>
inline const char* find_special_by_blocks(const char* p, const char* end) noexcept {
  const char* found = end;
  for_blocks<Kernel>(p, end, [&found](const char* at, typename Kernel::Bytes bytes) {
    const std::uint64_t special = Kernel::classify(bytes).special();
    if (special != 0) found = at + std::countr_zero(special);
    return special != 0;
  });
  return found;
}

// `unchecked` is before `p` where a character before it may go on behind it.
template <class Kernel>
inline const char* scan_text_by_blocks(const char* unchecked, const char* p, const char* end) noexcept {
  const char* const found = find_special_by_blocks<Kernel>(p, end);
  return find_invalid_utf8(unchecked, found) == found ? found : nullptr;
}

template <class Kernel>
inline const char* scan_escapes_by_blocks(BodyScan scan, const char* unchecked, const char* p,
                                          const char* end) noexcept {
  for_blocks<Kernel>(p, end, [&scan](const char* at, typename Kernel::Bytes bytes) {
    const Block block = Kernel::classify(bytes);
    const BodyScan::Part part = scan.split(block, Kernel::kBlock);
    if (part.letters != 0) scan.check_escapes(at, part.letters, Kernel::letters(bytes));
    return scan.done(at, block, part);
  });
  const char* const quote = scan.quote();
  if (quote == nullptr || !scan.high()) return quote;
  return find_invalid_utf8(unchecked, quote) == quote ? quote : nullptr;
}

// Where a copy of a string's body stands.
struct Copied {
  const char* from;
  char* to;

  [[gnu::always_inline]] void skip(std::ptrdiff_t size) noexcept {
    from += size;
    to += size;
  }
  // The byte at `from`, as an escape.
  [[gnu::always_inline]] void escape() noexcept { to = write_escape(*from++, to); }
  // The escape at `from`; false: it is malformed or cut.
  [[gnu::always_inline]] bool unescape(const char* end) noexcept {
    if (const char plain = end - from < 2 ? '\0' : kShortEscapes[static_cast<unsigned char>(from[1])]; plain != '\0') {
      *to++ = plain;
      from += 2;
      return true;
    }
    const Escape escape = read_escape(from, end);
    to += escape.length == 0 ? 0 : encode_utf8(escape.code, to);
    from += escape.length;
    return escape.length != 0;
  }
};

// The same with the escapes of a string's body undone: to the end, or to an escape that is malformed or cut.
// REQUIRES: as much room as there is text.
template <class Kernel>
inline Copied copy_unescaped_by_blocks(Copied at, const char* end) noexcept {
  while (at.from != end) {
    const auto size = std::min<std::ptrdiff_t>(end - at.from, Kernel::kBlock);
    const auto bytes = load_block<Kernel>(at.from, end);
    if (size == Kernel::kBlock) {
      Kernel::store(at.to, bytes);
    } else {
      std::memcpy(at.to, at.from, static_cast<std::size_t>(size));
    }
    at.skip(std::countr_zero(Kernel::classify(bytes).slash | std::uint64_t{1} << size));
    if (at.from != end && *at.from == '\\' && !at.unescape(end)) break;
  }
  return at;
}

// The same with what must be escaped: to the end, or until the room might not be enough.
template <class Kernel>
inline Copied copy_escaped_by_blocks(Copied at, const char* end, const char* room_end) noexcept {
  while (at.from != end && room_end - at.to >= Kernel::kBlock + kEscapeMax) {
    const auto size = std::min<std::ptrdiff_t>(end - at.from, Kernel::kBlock);
    const auto bytes = load_block<Kernel>(at.from, end);
    Kernel::store(at.to, bytes);
    at.skip(std::countr_zero(Kernel::classify(bytes).special() | std::uint64_t{1} << size));
    if (at.from != end && is_special(*at.from)) at.escape();
  }
  return at;
}

struct PlainKernel {
  static constexpr int kBlock = 8;
  using Bytes = std::uint64_t;  // of a block

  static Bytes load(const char* p) noexcept { return load_word(p); }
  static Bytes load_last(const char* p, std::size_t count) noexcept { return load_few(p, count); }
  static void store(char* to, Bytes word) noexcept { store_word(to, word); }

  [[gnu::always_inline]] static Block classify(Bytes word) noexcept {
    const std::uint64_t high = word & kTops;
    return {mask(zeros(word ^ (kOnes * '"'))), mask(zeros(word ^ (kOnes * '\\'))), mask(zeros(word & (kOnes * 0xE0))),
            mask(high)};
  }

  // The quotes among the 64 bytes at `p`, up to the first byte that is not plain ASCII or is a backslash.
  [[gnu::noinline]] static std::uint64_t look(const char* p) noexcept {
    std::uint64_t quotes = 0;
    std::uint64_t others = 0;
    for (int at = 0; at < 64; at += kBlock) {
      const Block block = classify(load(p + at));
      quotes |= block.quote << at;
      others |= (block.slash | block.control | block.high) << at;
    }
    return quotes & below_lowest(others);
  }

  static Letters letters(Bytes word) noexcept {
    Letters letters{};
    for (int i = 0; i < kBlock; ++i) {
      const auto byte = static_cast<unsigned char>(word >> (8 * i));
      letters.plain |= std::uint64_t{kShortEscapes[byte] != 0} << i;
      letters.u |= std::uint64_t{byte == 'u'} << i;
    }
    return letters;
  }

  // The first special byte, or `end`.
  [[gnu::noinline]] static const char* find_special(const char* p, const char* end) noexcept {
    return find_special_by_blocks<PlainKernel>(p, end);
  }

  // The same; nullptr if what comes before is not UTF-8.
  [[gnu::noinline]] static const char* scan_text(const char* p, const char* end) noexcept {
    return scan_text_by_blocks<PlainKernel>(p, p, end);
  }

  // The closing quote of a string's body whose first escape is at `p`; nullptr if the body is malformed or cut.
  [[gnu::noinline]] static const char* scan_escapes(const char* p, const char* end) noexcept {
    return scan_escapes_by_blocks<PlainKernel>(BodyScan(end), p, p, end);
  }

  [[gnu::noinline]] static Copied copy_unescaped(Copied at, const char* end) noexcept {
    return copy_unescaped_by_blocks<PlainKernel>(at, end);
  }
  [[gnu::noinline]] static Copied copy_escaped(Copied at, const char* end, const char* room_end) noexcept {
    return copy_escaped_by_blocks<PlainKernel>(at, end, room_end);
  }

 private:
  static constexpr std::uint64_t kOnes = 0x0101010101010101U;
  static constexpr std::uint64_t kTops = 0x8080808080808080U;

  // The top bit of every byte that is zero: no carry leaves its byte.
  static constexpr std::uint64_t zeros(std::uint64_t word) noexcept {
    return ~(((word & ~kTops) + ~kTops) | word) & kTops;
  }
  // The top bits of the bytes, gathered in order.
  static constexpr std::uint64_t mask(std::uint64_t tops) noexcept { return (tops >> 7) * 0x0102040810204080U >> 56; }
};

}  // namespace aipool::json
