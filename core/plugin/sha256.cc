// SPDX-License-Identifier: MIT
#include "core/plugin/sha256.h"

#include <openssl/evp.h>

#include <array>

namespace aipool::plugin {

std::string sha256_of(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) return {};
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : digest) text.append({kDigits[byte >> 4u], kDigits[byte & 15u]});
  return text;
}

}  // namespace aipool::plugin
