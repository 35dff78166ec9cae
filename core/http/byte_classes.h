// SPDX-License-Identifier: MIT
//
// The classes of bytes that HTTP heads are made of (RFC 9110 5.6.2, RFC 9112 3.2, 5.5).
//
// Flow:      head_parser refuses by them what arrives, head_writer what would leave.
// Threading: pure functions.
// Ownership: none.
// Errors:    none.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

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

bool is_token(std::string_view text) noexcept;   // not empty, token bytes only
bool is_target(std::string_view text) noexcept;  // not empty, visible ASCII without '#'

// The first control byte but HTAB, at or after `at`; `end` when there is none. 8-bit bytes are text.
const char* find_control(const char* at, const char* end) noexcept;
inline bool has_control(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  return find_control(text.data(), end) != end;
}

// Without spaces and tabs around it.
std::string_view trim(std::string_view text) noexcept;

}  // namespace aipool::http
