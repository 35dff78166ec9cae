// SPDX-License-Identifier: MIT
//
// Error says why a text is not the JSON that aipool accepts.
//
// Flow:      returned by Document::parse(); describe() gives the sentence for a message.
// Threading: plain values.
// Ownership: describe() returns text that lives as long as the program.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string_view>

namespace aipool::json {

enum class [[nodiscard]] Error : std::uint8_t{
    kNone,
    kEmpty,      // nothing but whitespace
    kTruncated,  // the text ends inside a value
    kSyntax,     // a byte that the grammar does not allow there
    kTrailing,   // something follows the value
    kNumber,     // 01, +1, 1., .5, 1e
    kEscape,     // an unknown escape, bad hex digits, a surrogate without its other half
    kControl,    // a control character inside a string
    kUtf8,       // overlong, surrogate, above U+10FFFF, cut
    kDepth,      // nested deeper than Limits::depth_max
    kNodes,      // more keys and values than Limits::nodes_max
    kTooLarge,   // longer than Limits::bytes_max
    kNoMemory,
};

constexpr std::string_view describe(Error error) noexcept {
  switch (error) {
    case Error::kNone:
      return "valid JSON";
    case Error::kEmpty:
      return "the text is empty";
    case Error::kTruncated:
      return "the text ends too early";
    case Error::kSyntax:
      return "unexpected character";
    case Error::kTrailing:
      return "unexpected text after the value";
    case Error::kNumber:
      return "malformed number";
    case Error::kEscape:
      return "malformed escape in a string";
    case Error::kControl:
      return "unescaped control character in a string";
    case Error::kUtf8:
      return "invalid UTF-8 in a string";
    case Error::kDepth:
      return "nested too deeply";
    case Error::kNodes:
      return "too many values";
    case Error::kTooLarge:
      return "the text is too large";
    case Error::kNoMemory:
      return "out of memory";
  }
  return "unknown error";
}

}  // namespace aipool::json
