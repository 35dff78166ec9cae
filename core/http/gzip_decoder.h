// SPDX-License-Identifier: MIT
//
// GzipDecoder inflates a body that came as gzip although identity was asked for, and no bomb.
//
// Flow:      decode() for each piece of the payload, whose bytes it appends inflated; complete() at the end.
// Threading: one answer, one thread at a time.
// Ownership: owns zlib's state; pinned, since that points back.
// Errors:    decode() is false for what is no gzip, for bytes behind its end, and for a body that inflates too much;
//            fault() says why.
// Units:     bytes.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <span>
#include <string_view>

#include "core/http/byte_buffer.h"

namespace aipool::http {

class GzipDecoder {
 public:
  // No honest text shrinks more, once it is longer than what may be shorter by chance.
  static constexpr std::uint64_t kRatioMax = 100;
  static constexpr std::uint64_t kFreeBytes = std::uint64_t{1} << 20;

  GzipDecoder();
  ~GzipDecoder() { ::inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  bool decode(std::span<const char> wire, ByteBuffer& out);
  bool complete() const noexcept { return complete_; }
  std::string_view fault() const noexcept { return fault_; }

 private:
  bool refuse(std::string_view why) noexcept;

  z_stream stream_{};
  bool complete_ = false;
  std::string_view fault_;
};

}  // namespace aipool::http
