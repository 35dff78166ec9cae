// SPDX-License-Identifier: MIT
#include "core/base/ids.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace aipool {
namespace {

using Uuid = std::array<std::byte, 16>;

// Random bytes that this thread has not given out yet; the others are wiped. No destructor, so that using it is free.
struct RandomBlock {
  std::array<std::byte, 2048> bytes;
  std::size_t left;
};
constinit thread_local RandomBlock random_block{};

void ask_kernel(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t n = ::getrandom(out.data(), out.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) std::abort();
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

void mark(Uuid& uuid, unsigned version) {
  uuid[6] = (uuid[6] & std::byte{0x0f}) | static_cast<std::byte>(version << 4);
  uuid[8] = (uuid[8] & std::byte{0x3f}) | std::byte{0x80};
}

Uuid time_ordered(std::int64_t unix_ms) {
  Uuid uuid;
  const auto ms = static_cast<std::uint64_t>(unix_ms);
  for (std::size_t i = 0; i < 6; ++i) uuid[i] = static_cast<std::byte>((ms >> (40 - 8 * i)) & 0xff);
  fill_random(std::span(uuid).subspan(6));
  mark(uuid, 7);
  return uuid;
}

char* put_hex(char* at, std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const std::byte byte : bytes) {
    *at++ = kDigits[std::to_integer<std::size_t>(byte >> 4)];
    *at++ = kDigits[std::to_integer<std::size_t>(byte & std::byte{0x0f})];
  }
  return at;
}

std::string dashed(const Uuid& uuid) {
  std::array<char, 36> text;
  const std::span<const std::byte> bytes(uuid);
  char* at = put_hex(text.data(), bytes.first(4));
  for (const std::size_t from : {4u, 6u, 8u}) {
    *at++ = '-';
    at = put_hex(at, bytes.subspan(from, 2));
  }
  *at++ = '-';
  put_hex(at, bytes.subspan(10));
  return {text.data(), text.size()};
}

}  // namespace

void fill_random(std::span<std::byte> out) {
  RandomBlock& block = random_block;
  if (out.size() > block.bytes.size() / 8) return ask_kernel(out);
  if (block.left < out.size()) {
    ask_kernel(block.bytes);
    block.left = block.bytes.size();
  }
  block.left -= out.size();
  const std::span<std::byte> drawn = std::span(block.bytes).subspan(block.left, out.size());
  std::copy(drawn.begin(), drawn.end(), out.begin());
  ::explicit_bzero(drawn.data(), drawn.size());
}

std::string uuid4() {
  Uuid uuid;
  fill_random(uuid);
  mark(uuid, 4);
  return dashed(uuid);
}

std::string uuid7(std::int64_t unix_ms) { return dashed(time_ordered(unix_ms)); }

RequestId request_id(std::int64_t unix_ms) {
  constexpr std::string_view kPrefix = "req_";
  RequestId text;
  char* const digits = std::copy(kPrefix.begin(), kPrefix.end(), text.data());
  put_hex(digits, time_ordered(unix_ms));
  return text;
}

}  // namespace aipool
