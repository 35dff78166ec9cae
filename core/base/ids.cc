// SPDX-License-Identifier: MIT
#include "core/base/ids.h"

#include <errno.h>
#include <sys/random.h>

#include <array>
#include <cstdlib>
#include <string_view>

namespace aipool {
namespace {

using Uuid = std::array<std::byte, 16>;

void mark(Uuid& uuid, unsigned version) {
  uuid[6] = (uuid[6] & std::byte{0x0f}) | static_cast<std::byte>(version << 4);
  uuid[8] = (uuid[8] & std::byte{0x3f}) | std::byte{0x80};
}

Uuid time_ordered(std::int64_t unix_ms) {
  Uuid uuid;
  fill_random(uuid);
  const auto ms = static_cast<std::uint64_t>(unix_ms);
  for (std::size_t i = 0; i < 6; ++i) uuid[i] = static_cast<std::byte>((ms >> (40 - 8 * i)) & 0xff);
  mark(uuid, 7);
  return uuid;
}

void append_hex(std::string& text, std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const std::byte byte : bytes) {
    text.push_back(kDigits[std::to_integer<std::size_t>(byte >> 4)]);
    text.push_back(kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0f})]);
  }
}

std::string dashed(const Uuid& uuid) {
  std::string text;
  text.reserve(36);
  const std::span<const std::byte> bytes(uuid);
  append_hex(text, bytes.subspan(0, 4));
  for (const std::size_t at : {4u, 6u, 8u}) {
    text.push_back('-');
    append_hex(text, bytes.subspan(at, 2));
  }
  text.push_back('-');
  append_hex(text, bytes.subspan(10));
  return text;
}

}  // namespace

void fill_random(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t n = ::getrandom(out.data(), out.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) std::abort();
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

std::string uuid4() {
  Uuid uuid;
  fill_random(uuid);
  mark(uuid, 4);
  return dashed(uuid);
}

std::string uuid7(std::int64_t unix_ms) { return dashed(time_ordered(unix_ms)); }

std::string request_id(std::int64_t unix_ms) {
  std::string text = "req_";
  text.reserve(36);
  append_hex(text, time_ordered(unix_ms));
  return text;
}

}  // namespace aipool
