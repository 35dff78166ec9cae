// SPDX-License-Identifier: MIT
//
// The classes of bytes that HTTP heads are made of (RFC 9110 5.6.2, RFC 9112 3.2, 5.5).
//
// Flow:      head_parser refuses by them what arrives, head_writer what would leave. They look at every byte of every
//            head, so they are inline and take sixteen bytes at a time.
// Threading: pure functions.
// Ownership: none.
// Errors:    none.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace aipool::http {

inline constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (const char byte :
       std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    table[static_cast<unsigned char>(byte)] = true;
  }
  return table;
}();

constexpr bool is_token_byte(char byte) noexcept { return kTokenBytes[static_cast<unsigned char>(byte)]; }
constexpr bool is_digit(char byte) noexcept { return byte >= '0' && byte <= '9'; }
constexpr bool is_control(char byte) noexcept {  // HTAB is text
  const auto code = static_cast<unsigned char>(byte);
  return (code < 0x20 && code != '\t') || code == 0x7f;
}
constexpr bool is_target_byte(char byte) noexcept { return byte > 0x20 && byte < 0x7f && byte != '#'; }
constexpr bool is_blank(char byte) noexcept { return byte == ' ' || byte == '\t'; }

namespace detail {

#if defined(__SSE2__)
inline constexpr std::size_t kBlock = 16;

inline __m128i block_at(const char* at) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
// All of a text of 8 to 16 bytes, some of them twice.
inline __m128i block_of(std::string_view text) noexcept {
  const char* const last = text.data() + text.size() - 8;
  return _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(text.data())),
                            _mm_loadl_epi64(reinterpret_cast<const __m128i*>(last)));
}

// A bit for each byte that ...
inline unsigned controls(__m128i bytes) noexcept {  // is_control()
  const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
  const __m128i but_tab = _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')), low);
  return static_cast<unsigned>(
      _mm_movemask_epi8(_mm_or_si128(but_tab, _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)))));
}
inline unsigned not_target(__m128i bytes) noexcept {  // !is_target_byte(); 8-bit bytes compare as negative
  const __m128i visible = _mm_cmpgt_epi8(bytes, _mm_set1_epi8(0x20));
  const __m128i odd =
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('#')));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(odd, visible))) ^ 0xffffU;
}
inline unsigned not_plain(__m128i bytes) noexcept {  // neither a letter, a digit nor '-', which nearly all tokens are
  const __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  const __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(lower, _mm_set1_epi8('a' - 1)),
                                       _mm_cmplt_epi8(lower, _mm_set1_epi8('z' + 1)));
  const __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                      _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
  const __m128i plain = _mm_or_si128(_mm_or_si128(letter, digit), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')));
  return static_cast<unsigned>(_mm_movemask_epi8(plain)) ^ 0xffffU;
}
#endif

// The first byte for which `one` is true; `many` says the same of a block.
template <class Many, class One>
inline const char* find_byte(const char* at, const char* end, [[maybe_unused]] Many many, One one) noexcept {
#if defined(__SSE2__)
  if (static_cast<std::size_t>(end - at) >= kBlock) {
    for (; static_cast<std::size_t>(end - at) >= kBlock; at += kBlock) {
      if (const unsigned found = many(at); found != 0) return at + std::countr_zero(found);
    }
    if (at == end) return end;
    const char* const last = end - kBlock;  // it begins with bytes that are known
    const unsigned found = many(last);
    return found != 0 ? last + std::countr_zero(found) : end;
  }
#endif
  while (at != end && !one(*at)) ++at;
  return at;
}

}  // namespace detail

// Each gives `end` when there is none.

// The first control byte but HTAB. 8-bit bytes are text.
inline const char* find_control(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  return detail::find_byte(
      at, end, [](const char* block) noexcept { return detail::controls(detail::block_at(block)); }, is_control);
#else
  return detail::find_byte(at, end, nullptr, is_control);
#endif
}

// The first byte that no target may have.
inline const char* find_not_target(const char* at, const char* end) noexcept {
  const auto one = [](char byte) noexcept { return !is_target_byte(byte); };
#if defined(__SSE2__)
  return detail::find_byte(
      at, end, [](const char* block) noexcept { return detail::not_target(detail::block_at(block)); }, one);
#else
  return detail::find_byte(at, end, nullptr, one);
#endif
}

// The first byte that no token may have.
inline const char* find_not_token(const char* at, const char* end) noexcept {
#if defined(__SSE2__)
  if (static_cast<std::size_t>(end - at) >= detail::kBlock) {
    const unsigned odd = detail::not_plain(detail::block_at(at));
    at += odd != 0 ? static_cast<std::size_t>(std::countr_zero(odd)) : detail::kBlock;
  }
#endif
  while (at != end && is_token_byte(*at)) ++at;
  return at;
}

inline bool has_control(std::string_view text) noexcept {
#if defined(__SSE2__)
  if (text.size() >= 8 && text.size() <= detail::kBlock) return detail::controls(detail::block_of(text)) != 0;
#endif
  const char* const end = text.data() + text.size();
  return find_control(text.data(), end) != end;
}

// Not empty, token bytes only.
inline bool is_token(std::string_view text) noexcept {
#if defined(__SSE2__)
  if (text.size() >= 8 && text.size() <= detail::kBlock && detail::not_plain(detail::block_of(text)) == 0) return true;
#endif
  const char* const end = text.data() + text.size();
  return !text.empty() && find_not_token(text.data(), end) == end;
}

// Not empty, visible ASCII without '#'.
inline bool is_target(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  return !text.empty() && find_not_target(text.data(), end) == end;
}

// Without spaces and tabs around it.
constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace aipool::http
