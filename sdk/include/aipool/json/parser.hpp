// SPDX-License-Identifier: MIT
//
// Parser checks a text against RFC 8259 and writes its nodes to a tape, in one pass and without recursion.
//
// Flow:      Document::parse() makes one for each parse. value() handles one value; after_value() closes containers and
//            goes on to the next value. Open containers are chained through the tape, so no stack is needed.
// Threading: one thread.
// Ownership: borrows text and tape.
// Errors:    a step returns a cursor at nullptr after fail(); nothing throws.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aipool/json/error.hpp"
#include "aipool/json/escape.hpp"
#include "aipool/json/kernel.hpp"
#include "aipool/json/limits.hpp"
#include "aipool/json/number.hpp"
#include "aipool/json/tape.hpp"

namespace aipool::json {

template <class Kernel>
class Parser {
 public:
  Parser(std::string_view text, const Limits& limits, Tape& tape) noexcept
      : begin_(text.data()), text_end_(text.data() + text.size()), end_(text_end_), limits_(limits), tape_(tape) {
    limits_.nodes_max = std::min(limits_.nodes_max, Tape::kNodesMax);
    set_room();
  }

  Error run() noexcept {
    const char* const start = skip_space(begin_, text_end_);
    if (start == text_end_) {
      fail(Error::kEmpty, start);
    } else if (*start == '{' || *start == '[') {
      container(start);
    } else {
      scalar(start);
    }
    return error_;
  }

  // Where run() stopped, from the start of the text.
  std::size_t error_offset() const noexcept { return static_cast<std::size_t>(error_at_ - begin_); }

 private:
  static constexpr std::ptrdiff_t kWindow = 64;
  static constexpr std::uint32_t kNoParent = UINT32_MAX;
  static constexpr std::uint32_t kOneMore = 1U << Node::kCountShift;

  // Where the text is read and the tape is written. Passed by value, so that it lives in registers.
  struct Cursor {
    const char* at;  // nullptr: at the end, or failed
    Node* node;
  };

  void scalar(const char* start) noexcept {
    look_at_start();
    const Cursor c = value({start, nodes_});
    if (c.at != nullptr) finish(c);
  }

  // A container ends with a bracket. With the last bracket of the text as its end, no step before it can run past that
  // end, so none needs to look for it: a string stops at its quote, a number and a space at the bracket.
  void container(const char* start) noexcept {
    while (end_ != start && end_[-1] != '}' && end_[-1] != ']') --end_;
    if (end_ == start) {
      fail(Error::kTruncated, text_end_);
      return;
    }
    look_at_start();
    Cursor c{start, nodes_};
    while (c.at != nullptr) {
      c = value(c);
      if (c.at != nullptr) c = after_value(c);
    }
  }

  Cursor finish(Cursor c) noexcept {
    const char* const rest = skip_space(c.at, text_end_);
    return rest == text_end_ ? Cursor{nullptr, nullptr} : fail(Error::kTrailing, rest);
  }

  // The value at the cursor, or the opening of a container without contents: returns what follows.
  [[gnu::always_inline]] Cursor value(Cursor c) noexcept {
    for (;;) {
      switch (*c.at) {
        case '"':
          return string(c, !in_object_);
        case '{':
          c = open(c, Kind::kObject);
          if (c.at == nullptr || *c.at == '}') return c;
          c = key(c);
          if (c.at == nullptr) return c;
          continue;
        case '[':
          c = open(c, Kind::kArray);
          if (c.at == nullptr || *c.at == ']') return c;
          continue;
        case 't':
          return literal(c, "true", Kind::kBoolean);
        case 'f':
          return literal(c, "false", Kind::kBoolean);
        case 'n':
          return literal(c, "null", Kind::kNull);
        default:
          return number(c);
      }
    }
  }

  // From behind a value to the next one, or to the end.
  [[gnu::always_inline]] Cursor after_value(Cursor c) noexcept {
    for (;;) {
      c.at = seek(',', c.at);
      if (*c.at == ',') {
        nodes_[open_].info += kOneMore;
        return in_object_ ? key({seek('"', c.at + 1), c.node}) : Cursor{seek('"', c.at + 1), c.node};
      }
      if (*c.at != (in_object_ ? '}' : ']')) return fail(Error::kSyntax, c.at);
      c = close(c);
      if (open_ == kNoParent) return finish(c);
      if (c.at == end_) return fail(Error::kTruncated, text_end_);
    }
  }

  [[gnu::always_inline]] Cursor open(Cursor c, Kind kind) noexcept {
    if (depth_ == limits_.depth_max) return fail(Error::kDepth, c.at);
    ++depth_;
    const std::uint32_t parent = open_;
    open_ = index(c.node);
    in_object_ = kind == Kind::kObject;
    c = add(c, {offset(c.at), 0, parent, static_cast<std::uint32_t>(kind)}, c.at + 1);
    if (c.at != nullptr) c.at = seek('"', c.at);
    return c;
  }

  [[gnu::always_inline]] Cursor close(Cursor c) noexcept {
    ++c.at;
    Node& node = nodes_[open_];
    const std::uint32_t parent = node.span;
    node.size = offset(c.at) - node.offset;
    node.span = index(c.node) - open_;
    if (node.span > 1) node.info += kOneMore;  // one more than its commas
    open_ = parent;
    --depth_;
    in_object_ = parent != kNoParent && nodes_[parent].kind() == Kind::kObject;
    return c;
  }

  // The key at the cursor and its colon: goes to the start of the value.
  [[gnu::always_inline]] Cursor key(Cursor c) noexcept {
    if (*c.at != '"') return fail(Error::kSyntax, c.at);
    c = string(c, true);
    if (c.at == nullptr) return c;
    c.at = seek(':', c.at);
    if (*c.at != ':') return fail(Error::kSyntax, c.at);
    c.at = seek('"', c.at + 1);
    return c;
  }

  // A value of an object is often long text: it does not move the window, its key's successor will.
  [[gnu::always_inline]] Cursor string(Cursor c, bool likely_short) noexcept {
    const char* const start = c.at + 1;
    std::uint64_t quotes = quotes_from(start);
    if (quotes == 0) {
      if (!likely_short) return long_string(c);
      look_at(start);
      quotes = quotes_from(start);
      if (quotes == 0) return long_string(c);
    }
    return add_scalar(c, start + std::countr_zero(quotes) + 1, Kind::kString);
  }

  [[gnu::always_inline]] std::uint64_t quotes_from(const char* p) const noexcept {
    const auto place = p - window_;
    return place < kWindow ? quotes_ >> place : 0;
  }

  [[gnu::noinline]] Cursor long_string(Cursor c) noexcept {
    const char* const start = c.at + 1;
    std::uint32_t info = static_cast<std::uint32_t>(Kind::kString);
    const char* quote = Kernel::scan_text(start, end_);
    if (quote != nullptr && quote != end_ && *quote == '\\') {
      info |= Node::kEscapes;
      quote = Kernel::scan_escapes(quote, end_);
    }
    if (quote == nullptr || quote == end_ || *quote != '"') {
      const StringFault fault = find_string_fault(start, end_);
      if (fault.error != Error::kNone) return fail(fault.error, fault.at == end_ ? text_end_ : fault.at);
      quote = fault.at;  // what is wrong comes later, so that this node will not be seen
    }
    return add(c, {offset(c.at), length(c.at, quote + 1), 1, info}, quote + 1);
  }

  // A text that is shorter than a window has only this one.
  void look_at_start() noexcept {
    if (end_ - begin_ >= kWindow) return look_at(begin_);
    char bytes[kWindow] = {};
    std::copy(begin_, end_, bytes);
    quotes_ = Kernel::look(bytes);
  }

  // Moves the window to `p`, as far as the end allows: a quote behind the end must not be seen.
  [[gnu::always_inline]] void look_at(const char* p) noexcept {
    if (end_ - begin_ < kWindow) return;
    window_ = std::min(p, end_ - kWindow);
    quotes_ = Kernel::look(window_);
  }

  [[gnu::always_inline]] Cursor number(Cursor c) noexcept {
    if (*c.at != '-' && !is_digit(*c.at)) return fail(Error::kSyntax, c.at);
    const char* const after = skip_number(c.at, end_);
    return after != nullptr ? add_scalar(c, after, Kind::kNumber) : fail(Error::kNumber, c.at);
  }

  [[gnu::always_inline]] Cursor literal(Cursor c, std::string_view word, Kind kind) noexcept {
    const std::string_view rest(c.at, static_cast<std::size_t>(end_ - c.at));
    if (rest.starts_with(word)) return add_scalar(c, c.at + word.size(), kind);
    return fail(word.starts_with(rest) ? Error::kTruncated : Error::kSyntax, c.at);
  }

  [[gnu::always_inline]] Cursor add_scalar(Cursor c, const char* after, Kind kind) noexcept {
    return add(c, {offset(c.at), length(c.at, after), 1, static_cast<std::uint32_t>(kind)}, after);
  }

  [[gnu::always_inline]] Cursor add(Cursor c, const Node& node, const char* after) noexcept {
    if (c.node == room_end_) [[unlikely]] {
      c = make_room(c);
      if (c.at == nullptr) return c;
    }
    *c.node = node;
    if (after == nullptr) __builtin_unreachable();  // saves the callers their tests
    return {after, c.node + 1};
  }

  [[gnu::noinline, gnu::cold]] Cursor make_room(Cursor c) noexcept {
    const std::uint32_t used = index(c.node);
    if (used >= limits_.nodes_max) return fail(Error::kNodes, c.at);
    if (!tape_.grow(used)) return fail(Error::kNoMemory, c.at);
    set_room();
    return {c.at, nodes_ + used};
  }

  [[gnu::noinline, gnu::cold]] Cursor fail(Error error, const char* at) noexcept {
    error_ = error;
    error_at_ = at;
    return {nullptr, nullptr};
  }
  std::uint32_t offset(const char* p) const noexcept { return static_cast<std::uint32_t>(p - begin_); }
  std::uint32_t index(const Node* node) const noexcept { return static_cast<std::uint32_t>(node - nodes_); }
  static std::uint32_t length(const char* from, const char* to) noexcept {
    return static_cast<std::uint32_t>(to - from);
  }

  void set_room() noexcept {
    nodes_ = tape_.data();
    room_end_ = nodes_ + std::min(tape_.capacity(), limits_.nodes_max);
  }

  static bool is_space(char byte) noexcept { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }
  // To the next byte that is no space. In compact text that is the expected one, and needs no other test.
  [[gnu::always_inline]] static const char* seek(char expected, const char* p) noexcept {
    if (*p == expected) return p;
    while (static_cast<unsigned char>(*p) <= ' ' && is_space(*p)) ++p;
    return p;
  }
  static const char* skip_space(const char* p, const char* end) noexcept {
    while (p != end && is_space(*p)) ++p;
    return p;
  }

  const char* const begin_;
  const char* const text_end_;
  const char* end_;  // of the root's value, as far as is known
  Limits limits_;
  Tape& tape_;
  // The quotes of the next few bytes, up to the first that is not plain: most keys and values end at a bit that is
  // there already, instead of waiting for a load from where the one before ended.
  const char* window_ = begin_;
  std::uint64_t quotes_ = 0;
  Node* nodes_ = nullptr;
  Node* room_end_ = nullptr;        // a node there needs make_room()
  std::uint32_t open_ = kNoParent;  // the innermost open container
  std::uint32_t depth_ = 0;
  bool in_object_ = false;  // open_ is an object
  Error error_ = Error::kNone;
  const char* error_at_ = begin_;
};

}  // namespace aipool::json
