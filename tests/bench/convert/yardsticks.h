// SPDX-License-Identifier: MIT
//
// Yardsticks are what a conversion is held against: simdjson's DOM parse of the same JSON, and a copy of the same
// bytes.
//
// Flow:      parse() and copy() between the conversions of a case.
// Threading: one thread.
// Ownership: owns padded copies.
// Errors:    std::runtime_error where simdjson refuses the text.
#pragma once

#include <simdjson.h>

#include <cstring>
#include <stdexcept>
#include <vector>

#include "tests/bench/convert/cases.h"

namespace aipool::bench {

class Yardsticks {
 public:
  explicit Yardsticks(const Case& measured) : input_(measured.input), copy_(measured.input.size()) {
    for (const std::string& document : measured.documents) documents_.emplace_back(document);
  }

  void parse() {
    for (const simdjson::padded_string& document : documents_) {
      if (parser_.parse(document).error() != simdjson::SUCCESS) throw std::runtime_error("simdjson refuses a body");
    }
  }

  void copy() {
    std::memcpy(copy_.data(), input_.data(), input_.size());
    asm volatile("" : : "r"(copy_.data()) : "memory");  // it is needed
  }

 private:
  const std::string& input_;
  std::vector<char> copy_;
  std::vector<simdjson::padded_string> documents_;
  simdjson::dom::parser parser_;
};

}  // namespace aipool::bench
