// SPDX-License-Identifier: MIT
//
// Base64 as the service "aipool.base64/1" of the fake host.
//
// Flow:      behind base64_service(); the server itself has faster ones.
// Threading: pure functions.
// Ownership: the service writes into the arena that it is given.
// Errors:    decode gives nothing for a foreign character, a bad length or padding that hides bits.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "aipool/abi/host.h"
#include "aipool/sdk/bytes.hpp"

namespace aipool::kit {

inline constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string base64_encode(std::string_view data) {
  std::string text;
  for (std::size_t at = 0; at < data.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (at + i < data.size() ? static_cast<unsigned char>(data[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += at + i > data.size() ? '=' : kBase64[(bits >> (18 - 6 * i)) & 63];
    }
  }
  return text;
}

inline std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  std::string data;
  std::uint32_t bits = 0;
  std::size_t count = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    data += static_cast<char>(bits >> count);
    bits &= (1u << count) - 1;
  }
  if (bits != 0) return std::nullopt;
  return data;
}

inline aip_rc place_in(const aip_arena& arena, std::string_view text, aip_bytes& target) {
  void* copy = arena.alloc(arena.ctx, text.size() + 1, 1);
  if (copy == nullptr) return AIP_E_NOMEM;
  std::memcpy(copy, text.data(), text.size());
  target = {static_cast<const char*>(copy), text.size()};
  return AIP_OK;
}

inline const aip_base64_service* base64_service() {
  static const aip_base64_service service = {sizeof(aip_base64_service), 0,
                                             [](const aip_arena* arena, aip_bytes data, aip_bytes* text) {
                                               return place_in(*arena, base64_encode(sdk::view(data)), *text);
                                             },
                                             [](const aip_arena* arena, aip_bytes text, aip_bytes* data) -> aip_rc {
                                               const auto decoded = base64_decode(sdk::view(text));
                                               if (!decoded) return AIP_E_INVALID_REQUEST;
                                               return place_in(*arena, *decoded, *data);
                                             }};
  return &service;
}

}  // namespace aipool::kit
