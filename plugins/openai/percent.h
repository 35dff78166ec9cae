// SPDX-License-Identifier: MIT
//
// percent_encoded() makes one segment of a path of any text.
//
// Flow:      the provider asks it for ids that it puts into paths.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    none.
#pragma once

#include <string>
#include <string_view>

namespace aipool::openai {

inline std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHex[byte >> 4], kHex[byte & 0xf]};
  }
  return out;
}

}  // namespace aipool::openai
