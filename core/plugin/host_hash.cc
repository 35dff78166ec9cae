// SPDX-License-Identifier: MIT
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <zlib.h>

#include <cstdint>
#include <cstdlib>

#include "core/plugin/host_tables.h"

namespace aipool::plugin {
namespace {

// A NULL view is legal for the ABI, not for the libraries; one with a length is a mistake, and reads as empty.
aip_bytes readable(aip_bytes source) { return source.data == nullptr ? aip_bytes{"", 0} : source; }

// Fails only without memory, and a digest cannot say so.
void sha256(aip_bytes data, std::uint8_t* out32) noexcept {
  data = readable(data);
  if (EVP_Digest(data.data, data.len, out32, nullptr, EVP_sha256(), nullptr) != 1) std::abort();
}

void hmac_sha256(aip_bytes key, aip_bytes data, std::uint8_t* out32) noexcept {
  key = readable(key);
  data = readable(data);
  const auto* message = reinterpret_cast<const unsigned char*>(data.data);
  const auto* mac = HMAC(EVP_sha256(), key.data, static_cast<int>(key.len), message, data.len, out32, nullptr);
  if (mac == nullptr) std::abort();
}

std::uint32_t crc32_of(std::uint32_t seed, aip_bytes data) noexcept {
  data = readable(data);
  return static_cast<std::uint32_t>(::crc32_z(seed, reinterpret_cast<const unsigned char*>(data.data), data.len));
}

}  // namespace

const aip_hash_service& hash_service() noexcept {
  static constexpr aip_hash_service kTable = {sizeof(aip_hash_service), 0, sha256, hmac_sha256, crc32_of};
  return kTable;
}

}  // namespace aipool::plugin
