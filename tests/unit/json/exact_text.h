// SPDX-License-Identifier: MIT
//
// ExactText holds a text in a heap block of exactly its size, so that a sanitizer sees a read past its end.
//
// Flow:      ExactText text("[1]"); document.parse(text.view());
// Threading: one test.
// Ownership: owns the copy.
// Errors:    none.
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>

#include "aipool/json.hpp"

namespace aipool::json {

class ExactText {
 public:
  explicit ExactText(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
    std::copy(text.begin(), text.end(), bytes_.get());
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

// Every kernel; one that the machine lacks is replaced by the next lower one.
inline constexpr Level kLevels[] = {Level::kPlain, Level::kSse2, Level::kAvx2};

}  // namespace aipool::json
