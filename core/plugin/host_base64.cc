// SPDX-License-Identifier: MIT
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/plugin/abi_view.h"
#include "core/plugin/host_tables.h"

namespace aipool::plugin {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kForeign = 0xff;

constexpr std::array<std::uint8_t, 256> reverse_alphabet() {
  std::array<std::uint8_t, 256> table{};
  table.fill(kForeign);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    table[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr std::array<std::uint8_t, 256> kValues = reverse_alphabet();

char* allocate(const aip_arena* arena, std::size_t size) {
  return static_cast<char*>(arena->alloc(arena->ctx, size, 1));
}

aip_rc encode(const aip_arena* arena, aip_bytes source, aip_bytes* result) noexcept {
  const std::string_view data = text(source);
  if (data.size() > std::numeric_limits<std::size_t>::max() / 4) return AIP_E_NOMEM;
  const std::size_t size = (data.size() + 2) / 3 * 4;
  char* out = allocate(arena, size);
  if (out == nullptr) return AIP_E_NOMEM;
  *result = {out, size};
  for (std::size_t i = 0; i < data.size(); i += 3) {
    const auto byte = [&](std::size_t n) { return n < data.size() ? static_cast<unsigned char>(data[n]) : 0u; };
    const std::uint32_t group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    *out++ = kAlphabet[group >> 18];
    *out++ = kAlphabet[group >> 12 & 63];
    *out++ = i + 1 < data.size() ? kAlphabet[group >> 6 & 63] : '=';
    *out++ = i + 2 < data.size() ? kAlphabet[group & 63] : '=';
  }
  return AIP_OK;
}

aip_rc decode(const aip_arena* arena, aip_bytes source, aip_bytes* result) noexcept {
  std::string_view rest = text(source);
  if (rest.size() % 4 != 0) return AIP_E_INVALID_REQUEST;
  const std::size_t padding = rest.ends_with("==") ? 2 : rest.ends_with('=') ? 1 : 0;
  const std::size_t size = rest.size() / 4 * 3 - padding;
  rest.remove_suffix(padding);
  char* out = allocate(arena, size);
  if (out == nullptr) return AIP_E_NOMEM;
  *result = {out, size};
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : rest) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kForeign) return AIP_E_INVALID_REQUEST;
    bits = bits << 6 | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    *out++ = static_cast<char>(bits >> held & 0xff);
  }
  return AIP_OK;
}

}  // namespace

const aip_base64_service& base64_service() noexcept {
  static constexpr aip_base64_service kTable = {sizeof(aip_base64_service), 0, encode, decode};
  return kTable;
}

}  // namespace aipool::plugin
