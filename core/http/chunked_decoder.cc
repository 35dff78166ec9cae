// SPDX-License-Identifier: MIT
#include "core/http/chunked_decoder.h"

#include <algorithm>
#include <cstring>

#include "core/http/byte_classes.h"

namespace aipool::http {
namespace {

constexpr std::uint64_t kChunkBytesMax = std::uint64_t{1} << 60;  // one more hexadecimal digit still fits
constexpr std::size_t kSizeDigitsMax = 16;                        // endless zeros are no size

int hex_value(char byte) noexcept {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'f') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'F') return byte - 'A' + 10;
  return -1;
}

bool is_text(char byte) noexcept { return !is_control(byte); }

}  // namespace

ChunkedDecoder::Step ChunkedDecoder::decode(std::span<char> wire) {
  Step result;
  while (result.consumed < wire.size() && at_ != At::kDone && at_ != At::kFault) {
    if (at_ != At::kData) {
      step(wire[result.consumed++]);
      continue;
    }
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_, wire.size() - result.consumed));
    std::memmove(wire.data() + result.payload, wire.data() + result.consumed, count);
    result.payload += count;
    result.consumed += count;
    left_ -= count;
    if (left_ == 0) at_ = At::kDataCr;
  }
  if (at_ == At::kDone) result.state = State::kComplete;
  if (at_ == At::kFault) result.state = State::kFault;
  return result;
}

void ChunkedDecoder::step(char byte) {
  switch (at_) {
    case At::kSize:
    case At::kMoreSize:
      return step_size(byte);
    case At::kExtension:
      if (byte == '\r') return expect_next(At::kSizeLf);
      if (!is_text(byte)) return refuse("control byte in a chunk extension");
      if (++skipped_ > kExtensionBytesMax) return refuse("chunk extension too long");
      return;
    case At::kSizeLf:
      if (byte != '\n') return refuse("chunk size line ends without LF");
      skipped_ = 0;
      return expect_next(left_ == 0 ? At::kTrailerStart : At::kData);
    case At::kDataCr:
      return byte == '\r' ? expect_next(At::kDataLf) : refuse("chunk longer than its size");
    case At::kDataLf:
      return byte == '\n' ? expect_next(At::kSize) : refuse("chunk ends without LF");
    case At::kTrailerStart:
    case At::kTrailerName:
    case At::kTrailerValue:
    case At::kTrailerLf:
    case At::kFinalLf:
      return step_trailer(byte);
    case At::kData:
    case At::kDone:
    case At::kFault:
      return;
  }
}

void ChunkedDecoder::step_size(char byte) {
  const int digit = hex_value(byte);
  if (digit >= 0) {
    if (left_ >= kChunkBytesMax / 16 || ++skipped_ > kSizeDigitsMax) return refuse("chunk size too large");
    left_ = left_ * 16 + static_cast<unsigned>(digit);
    return expect_next(At::kMoreSize);
  }
  if (at_ == At::kSize) return refuse("chunk without a size");
  skipped_ = 0;
  if (byte == '\r') return expect_next(At::kSizeLf);
  if (byte == ';') return expect_next(At::kExtension);
  refuse("bad byte in a chunk size");
}

void ChunkedDecoder::step_trailer(char byte) {
  if (++skipped_ > kTrailerBytesMax) return refuse("trailers too long");
  if (at_ == At::kTrailerStart) {
    if (byte == '\r') return expect_next(At::kFinalLf);
    return is_token_byte(byte) ? expect_next(At::kTrailerName) : refuse("trailer without a name");
  }
  if (at_ == At::kTrailerName) {
    if (byte == ':') return expect_next(At::kTrailerValue);
    if (!is_token_byte(byte)) refuse("bad byte in a trailer name");
    return;
  }
  if (at_ == At::kTrailerValue) {
    if (byte == '\r') return expect_next(At::kTrailerLf);
    if (!is_text(byte)) refuse("control byte in a trailer");
    return;
  }
  if (byte != '\n') return refuse("line ends without LF");
  expect_next(at_ == At::kTrailerLf ? At::kTrailerStart : At::kDone);
}

void ChunkedDecoder::refuse(std::string_view why) noexcept {
  at_ = At::kFault;
  fault_ = why;
}

}  // namespace aipool::http
