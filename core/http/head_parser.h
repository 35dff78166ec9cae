// SPDX-License-Identifier: MIT
//
// The strict HTTP/1.x head parser: what is ambiguous is refused, nothing is repaired.
//
// Flow:      the edges call it with all bytes that arrived so far; it says incomplete, ok with the head's length, or
//            fault with the status to answer. Framing is decided here and nowhere else.
// Threading: pure functions.
// Ownership: the head's views point into the text.
// Errors:    ParseResult::fault; `reason` is a fixed sentence and holds no byte of the input.
// Units:     limits in bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/http/message.h"

namespace aipool::http {

struct HeadLimits {
  std::size_t head_bytes_max = 32 * 1024;
  std::size_t line_bytes_max = 8 * 1024;  // the request line, and each field
  std::size_t fields_max = 100;
};

struct ParseResult {
  enum class State : std::uint8_t { kIncomplete, kOk, kFault };
  State state = State::kIncomplete;
  std::size_t length = 0;  // kOk: of the head, with its blank line
  int status = 0;          // kFault: 400, 413, 414, 417, 431, 501 or 505 for a request; 502 for a response
  std::string_view reason;
};

ParseResult parse_request(std::string_view text, const HeadLimits& limits, RequestHead& head);

// `request_method` decides whether a body follows.
ParseResult parse_response(std::string_view text, const HeadLimits& limits, std::string_view request_method,
                           ResponseHead& head);

}  // namespace aipool::http
