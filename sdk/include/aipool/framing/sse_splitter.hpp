// SPDX-License-Identifier: MIT
//
// SseSplitter finds the ends of server-sent events in bytes that arrive in any pieces, and reads their fields.
//
// Flow:      scan() says where the event that is being read ends; the Framer collects it and calls fields().
// Threading: one stream, one thread at a time.
// Ownership: fields() gives spans of the event, or of the splitter's own buffer for several data lines.
// Errors:    none; every text is a stream of events.
// Units:     bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "aipool/framing/frame.hpp"

namespace aipool::sdk {

class SseSplitter {
 public:
  static constexpr std::size_t npos = std::string_view::npos;

  // Length of the part of `bytes` that still belongs to the current event, npos if it does not end here. 0 happens: a
  // lone CR ended it, and only the first of `bytes` shows that no LF follows.
  std::size_t scan(std::string_view bytes) noexcept {
    std::size_t at = 0;
    while (at < bytes.size()) {
      switch (state_) {
        case State::kInLine:
          at = line_end(bytes, at);
          if (at < bytes.size()) state_ = bytes[at++] == '\n' ? ends_with_lf() : ends_with_cr();
          break;
        case State::kAfterCr:
          lone_cr_ = bytes[at] != '\n';
          if (!lone_cr_) ++at;
          state_ = State::kLineStart;
          break;
        case State::kAfterBlankCr:
          if (bytes[at] == '\n') ++at;
          state_ = State::kLineStart;
          return at;
        case State::kLineStart:
          if (bytes[at] == '\n') return at + 1;
          if (bytes[at] != '\r') {
            state_ = State::kInLine;
          } else if (lone_cr_) {
            return at + 1;  // the lines of this stream end in CR alone: nothing to wait for
          } else {
            state_ = State::kAfterBlankCr;
            ++at;
          }
          break;
      }
    }
    return npos;
  }

  // True if what was scanned since the last end is made of whole lines.
  bool at_line_end() const noexcept { return state_ != State::kInLine; }

  Frame fields(std::string_view raw) {
    Frame frame;
    frame.raw = raw;
    std::size_t lines = 0;
    if (first_ && raw.substr(0, 3) == "\xEF\xBB\xBF") raw.remove_prefix(3);
    first_ = false;
    std::size_t lf = 0;  // the first that is not before `at`, or the end
    for (std::size_t at = 0, end = 0; at < raw.size(); at = end + 1) {
      if (lf <= at) lf = raw[at] == '\n' ? at : std::min(raw.find('\n', at), raw.size());
      end = has_cr_ ? std::min(raw.substr(0, lf).find('\r', at), lf) : lf;
      take_field(raw.substr(at, end - at), lines, frame);
    }
    if (lines > 1) frame.data = joined_;
    has_cr_ = false;
    return frame;
  }

 private:
  enum class State : std::uint8_t { kLineStart, kInLine, kAfterCr, kAfterBlankCr };

  State ends_with_lf() noexcept {
    lone_cr_ = false;
    return State::kLineStart;
  }
  State ends_with_cr() noexcept {
    has_cr_ = true;
    return State::kAfterCr;
  }

  static bool is_field(std::string_view line, std::string_view name) noexcept {
    return line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ':');
  }

  static std::string_view value_of(std::string_view line, std::string_view name) noexcept {
    line.remove_prefix(std::min(name.size() + 1, line.size()));
    if (line.starts_with(' ')) line.remove_prefix(1);
    return line;
  }

  void take_field(std::string_view line, std::size_t& lines, Frame& frame) {
    constexpr std::string_view kEvent = "event";
    constexpr std::string_view kData = "data";
    if (is_field(line, kEvent)) frame.name = value_of(line, kEvent);
    if (!is_field(line, kData)) return;
    const std::string_view value = value_of(line, kData);
    if (++lines == 1) {
      frame.data = value;
      return;
    }
    if (lines == 2) joined_.assign(frame.data);
    joined_ += '\n';
    joined_ += value;
  }

  // Where the line ends, or the bytes. Most streams have line feeds only; where a lone CR ends lines there may be no LF for
  // long, and looking for one at each line would take the square of the time.
  std::size_t line_end(std::string_view text, std::size_t at) const noexcept {
    if (lone_cr_) return std::min(text.find_first_of("\r\n", at), text.size());
    const std::size_t lf = std::min(text.find('\n', at), text.size());
    const void* const cr = std::memchr(text.data() + at, '\r', lf - at);
    return cr == nullptr ? lf : static_cast<std::size_t>(static_cast<const char*>(cr) - text.data());
  }

  std::string joined_;
  State state_ = State::kLineStart;
  bool lone_cr_ = false;  // the last line ended in CR alone
  bool has_cr_ = false;   // a line of the event did not end in LF alone
  bool first_ = true;
};

}  // namespace aipool::sdk
