// SPDX-License-Identifier: MIT
//
// JsonSplitter finds the ends of the elements of one top-level JSON array in bytes that arrive in any pieces.
//
// Flow:      scan() says where the current element ends; data() is its text without the separators before it.
// Threading: one stream, one thread at a time.
// Ownership: data() gives a span of its argument.
// Errors:    malformed() when commas and brackets of the outer array are out of place; what is inside an element is
// only
//            counted (strings, depth), its syntax is the decoder's to judge.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aipool::sdk {

// Follows one JSON value byte by byte, as far as needed to see where it ends.
class JsonExtent {
 public:
  enum class Step : std::uint8_t { kInside, kEnds, kEndedBefore };

  void open() noexcept { *this = JsonExtent(); }

  // kEnds: `byte` is the value's last. kEndedBefore: the value, a number or a literal, ended before it.
  Step step(char byte) noexcept {
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (byte == '\\') {
        escaped_ = true;
      } else if (byte == '"') {
        in_string_ = false;
        return depth_ == 0 ? Step::kEnds : Step::kInside;
      }
      return Step::kInside;
    }
    switch (byte) {
      case '"':
        in_string_ = true;
        return Step::kInside;
      case '{':
      case '[':
        ++depth_;
        return Step::kInside;
      case '}':
      case ']':
        if (depth_ == 0) return Step::kEndedBefore;
        return --depth_ == 0 ? Step::kEnds : Step::kInside;
      default:
        return depth_ == 0 && is_delimiter(byte) ? Step::kEndedBefore : Step::kInside;
    }
  }

  static bool is_space(char byte) noexcept { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

 private:
  static bool is_delimiter(char byte) noexcept { return byte == ',' || is_space(byte); }

  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

class JsonSplitter {
 public:
  static constexpr std::size_t npos = std::string_view::npos;

  // Length of the part of `bytes` that still belongs to the current element, npos if it does not end here; of the part
  // before the byte that is out of place if the array is malformed. The closing bracket ends a frame of its own, with no
  // data.
  std::size_t scan(std::string_view bytes) noexcept {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      if (state_ != State::kElement && JsonExtent::is_space(bytes[at])) continue;
      if (state_ != State::kElement && !between(bytes[at], at)) return at;
      if (state_ == State::kClosed) return at + 1;
      if (state_ != State::kElement) continue;
      const auto step = extent_.step(bytes[at]);
      if (step == JsonExtent::Step::kInside) continue;
      state_ = State::kAfterElement;
      return step == JsonExtent::Step::kEnds ? at + 1 : at;
    }
    length_ += bytes.size();
    return npos;
  }

  // The element within a frame that scan() has found the end of.
  std::string_view data(std::string_view raw) noexcept {
    const std::size_t start = start_ < raw.size() ? start_ : raw.size();
    length_ = 0;
    start_ = npos;
    return raw.substr(start);
  }

  bool malformed() const noexcept { return state_ == State::kMalformed; }
  bool closed() const noexcept { return state_ == State::kClosed; }

 private:
  enum class State : std::uint8_t { kBefore, kFirst, kNext, kElement, kAfterElement, kClosed, kMalformed };

  // One byte outside of an element; false if it may not stand there.
  bool between(char byte, std::size_t at) noexcept {
    switch (state_) {
      case State::kBefore:
        state_ = byte == '[' ? State::kFirst : State::kMalformed;
        break;
      case State::kAfterElement:
        state_ = byte == ',' ? State::kNext : byte == ']' ? State::kClosed : State::kMalformed;
        break;
      case State::kFirst:
      case State::kNext:
        if (byte == ']' && state_ == State::kFirst) {
          state_ = State::kClosed;
        } else if (byte == ']' || byte == ',' || byte == '}') {
          state_ = State::kMalformed;
        } else {
          state_ = State::kElement;
          extent_.open();
          start_ = length_ + at;
        }
        break;
      case State::kElement:
      case State::kClosed:
      case State::kMalformed:
        state_ = State::kMalformed;
        break;
    }
    return state_ != State::kMalformed;
  }

  JsonExtent extent_;
  std::size_t length_ = 0;    // bytes of this frame in earlier pieces
  std::size_t start_ = npos;  // of the element within the frame
  State state_ = State::kBefore;
};

}  // namespace aipool::sdk
