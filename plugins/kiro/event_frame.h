// SPDX-License-Identifier: MIT
//
// EventFrame is one message of application/vnd.amazon.eventstream: its named headers, as far as they matter here,
// and its payload.
//
// Flow:      EventStream finds a frame and has it read by read_frame().
// Threading: pure.
// Ownership: spans of the frame.
// Errors:    nothing for headers that make no sense.
// Source:    docs.aws.amazon.com, Lex V2, "event stream encoding".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace aipool::kiro {

inline constexpr std::size_t kPreludeSize = 12;    // length, length of the headers, checksum of both
inline constexpr std::size_t kFrameOverhead = 16;  // the prelude, and the checksum of the message
inline constexpr std::size_t kFrameSizeMax = std::size_t{16} << 20;
inline constexpr std::size_t kHeadersSizeMax = std::size_t{128} << 10;

struct EventFrame {
  std::string_view message_type;  // "event", "exception", "error"
  std::string_view event_type;
  std::string_view exception_type;
  std::string_view error_code;
  std::string_view error_message;
  std::string_view payload;
};

// All numbers are big-endian. REQUIRES: four bytes at `at`.
std::uint32_t read_u32(std::string_view bytes, std::size_t at);

// REQUIRES: a whole frame whose checksums are right.
std::optional<EventFrame> read_frame(std::string_view frame);

}  // namespace aipool::kiro
