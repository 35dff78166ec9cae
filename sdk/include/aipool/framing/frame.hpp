// SPDX-License-Identifier: MIT
//
// Frame is one piece of an upstream body; FrameError says why a body cannot be cut into them.
//
// Flow:      made by Framer, passed to its sink.
// Threading: plain values.
// Ownership: every span is borrowed and dies when the sink returns.
// Errors:    FrameError; kPartial means that the body ended inside a frame.
// Units:     bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace aipool::sdk {

struct Frame {
  std::string_view raw;   // as it came, delimiters included; all raw spans in a row are the body
  std::string_view data;  // the payload; empty for comments, keep-alives and separators
  std::string_view name;  // event name of SSE
};

enum class FrameError : std::uint8_t {
  kNone,
  kTooLarge,   // a frame is longer than the cap
  kMalformed,  // a JSON array that is none, or an unknown framing
  kPartial,
};

constexpr std::string_view describe(FrameError error) noexcept {
  switch (error) {
    case FrameError::kTooLarge:
      return "a frame is longer than allowed";
    case FrameError::kMalformed:
      return "the body is not what its framing says";
    case FrameError::kPartial:
      return "the body ended inside a frame";
    case FrameError::kNone:
      break;
  }
  return "no error";
}

}  // namespace aipool::sdk
