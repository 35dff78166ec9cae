// SPDX-License-Identifier: MIT
//
// PKCE and state: what proves that the answer to a login belongs to its beginning.
//
// Flow:      verifier = random_token(host); challenge = pkce_challenge(host, verifier); the verifier goes with the code.
// Threading: free functions.
// Ownership: results are copies.
// Errors:    Fault where the host lacks the hash service.
// Source:    RFC 7636, RFC 4648 section 5.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "aipool/sdk/fault.hpp"
#include "aipool/sdk/host.hpp"

namespace aipool::oauth {

inline std::string base64url(std::span<const std::uint8_t> data) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  std::uint32_t window = 0;
  int bits = 0;
  for (const std::uint8_t byte : data) {
    window = (window << 8 | byte) & 0xffff;
    for (bits += 8; bits >= 6; bits -= 6) out += kAlphabet[window >> (bits - 6) & 63];
  }
  if (bits > 0) out += kAlphabet[window << (6 - bits) & 63];
  return out;
}

// 32 random bytes: 43 characters.
inline std::string random_token(const sdk::Host& host) {
  std::array<unsigned char, 32> bytes{};
  host.random(bytes);
  return base64url(bytes);
}

// Method S256.
inline std::string pkce_challenge(const sdk::Host& host, std::string_view verifier) {
  const aip_hash_service* hash = host.hash();
  if (hash == nullptr) throw sdk::Fault{AIP_E_UNSUPPORTED, "the host has no " AIP_SERVICE_HASH};
  std::array<std::uint8_t, 32> digest{};
  hash->sha256(sdk::bytes(verifier), digest.data());
  return base64url(digest);
}

}  // namespace aipool::oauth
