// SPDX-License-Identifier: MIT
//
// ChunkedDecoder takes the chunked coding off a body, in place and at any boundary; strict like head_parser.
//
// Flow:      each read's bytes go through decode(); what is left at their front is payload.
// Threading: a plain object of one connection.
// Ownership: keeps no bytes.
// Errors:    State::kFault with a fixed sentence; the connection cannot be used after it.
// Units:     limits in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace aipool::http {

class ChunkedDecoder {
 public:
  static constexpr std::size_t kExtensionBytesMax = 1024;    // of one chunk; extensions are skipped
  static constexpr std::size_t kTrailerBytesMax = 8 * 1024;  // of all trailers; they are dropped

  enum class State : std::uint8_t { kMore, kComplete, kFault };
  struct Step {
    State state = State::kMore;
    std::size_t payload = 0;   // bytes of payload, now at the front of the wire bytes
    std::size_t consumed = 0;  // all of them, unless complete or at fault
  };

  Step decode(std::span<char> wire);

  // Why the last step was a fault.
  std::string_view fault() const noexcept { return fault_; }

 private:
  enum class At : std::uint8_t {
    kSize,
    kMoreSize,
    kExtension,
    kSizeLf,
    kData,
    kDataCr,
    kDataLf,
    kTrailerStart,
    kTrailerName,
    kTrailerValue,
    kTrailerLf,
    kFinalLf,
    kDone,
    kFault
  };

  void step(char byte);
  void step_size(char byte);
  void step_trailer(char byte);
  void expect_next(At at) noexcept { at_ = at; }
  void refuse(std::string_view why) noexcept;

  At at_ = At::kSize;
  std::uint64_t left_ = 0;   // of the chunk
  std::size_t skipped_ = 0;  // digits of this chunk's size, then bytes of its extension, at last of the trailers
  std::string_view fault_;
};

}  // namespace aipool::http
