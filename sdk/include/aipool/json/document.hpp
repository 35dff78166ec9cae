// SPDX-License-Identifier: MIT
//
// Document parses strict JSON (RFC 8259) into Values that point into the text.
//
// Flow:      parse() a text, walk root(), parse() the next: storage is kept, so a warm document allocates nothing.
// Threading: one thread while it parses, any number of readers after.
// Ownership: owns the tape, borrows the text: it must outlive the values.
// Errors:    parse() says what is wrong, error_offset() where; root() is then absent. Nothing throws.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "aipool/json/error.hpp"
#include "aipool/json/kernel.hpp"
#include "aipool/json/limits.hpp"
#include "aipool/json/parser.hpp"
#include "aipool/json/tape.hpp"
#include "aipool/json/value.hpp"

namespace aipool::json {

class Document {
 public:
  Document() noexcept = default;
  // `room` is where values go first: it must outlive the document.
  explicit Document(std::span<Node> room) noexcept : tape_(room) {}

  // `level` is for tests and benchmarks: it picks the kernel.
  Error parse(std::string_view text, Limits limits = {}, Level level = best_level()) noexcept {
    root_ = Value();
    error_offset_ = 0;
    if (text.size() > std::min(limits.bytes_max, Limits().bytes_max)) return Error::kTooLarge;
    const Error error = dispatch(level, [&]<class Kernel>(Kernel) {
      Parser<Kernel> parser(text, limits, tape_);
      const Error fault = parser.run();
      error_offset_ = parser.error_offset();
      return fault;
    });
    if (error == Error::kNone) root_ = Value(text.data(), tape_.data());
    return error;
  }

  // The value; absent before the first parse and after a failed one.
  Value root() const noexcept { return root_; }

  // What it consists of, in source order: a Value of the text and a copy of them is the root as well.
  std::span<const Node> nodes() const noexcept { return {tape_.data(), root_ ? tape_.data()->span : 0}; }
  // They are still where the constructor was told to put them.
  bool is_in_room() const noexcept { return !tape_.is_owned(); }

  // Where the last parse failed, in bytes from the start of the text; 0 if it did not.
  std::size_t error_offset() const noexcept { return error_offset_; }

 private:
  Tape tape_;
  Value root_;
  std::size_t error_offset_ = 0;
};

}  // namespace aipool::json
