// SPDX-License-Identifier: MIT
#include "core/http/gzip_decoder.h"

#include <new>

namespace aipool::http {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kStepBytes = std::size_t{32} << 10;

}  // namespace

GzipDecoder::GzipDecoder() {
  if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
}

bool GzipDecoder::decode(std::span<const char> wire, ByteBuffer& out) {
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(wire.data()));  // zlib only reads it
  stream_.avail_in = static_cast<uInt>(wire.size());
  bool full = false;  // there may be more to come of what was read already
  while (!complete_ && (stream_.avail_in != 0 || full)) {
    const std::span<char> room = out.space(kStepBytes).first(kStepBytes);
    stream_.next_out = reinterpret_cast<Bytef*>(room.data());
    stream_.avail_out = static_cast<uInt>(room.size());
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    out.commit(room.size() - stream_.avail_out);
    full = stream_.avail_out == 0;
    complete_ = result == Z_STREAM_END;
    if (!complete_ && result != Z_OK && result != Z_BUF_ERROR) return refuse("a body that is no gzip");
    const std::uint64_t inflated = stream_.total_out;
    const bool too_much = inflated > kFreeBytes && inflated / kRatioMax > stream_.total_in;
    if (too_much) return refuse("a body that inflates too much");
  }
  return stream_.avail_in == 0 || refuse("bytes behind the end of a gzip body");
}

bool GzipDecoder::refuse(std::string_view why) noexcept {
  fault_ = why;
  return false;
}

}  // namespace aipool::http
