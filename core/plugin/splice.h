// SPDX-License-Identifier: MIT
//
// Splice is an owned edit of a source text, and the way edits are checked and applied.
//
// Threading: pure functions.
// Ownership: a Splice owns its insertion; the source is borrowed.
// Errors:    a splice outside the source, out of order or overlapping does not fit.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "aipool/abi.h"

namespace aipool::plugin {

struct Splice {
  std::size_t offset = 0;
  std::size_t erase = 0;
  std::string insert;
};

// Remembers how far the splices of one source have come.
class SpliceCheck {
 public:
  explicit SpliceCheck(std::size_t source_size) noexcept : size_(source_size) {}
  bool accept(const aip_splice& splice) noexcept;

 private:
  std::size_t size_;
  std::size_t next_ = 0;
};

bool splices_fit(std::size_t source_size, std::span<const aip_splice> splices) noexcept;

// REQUIRES: they fit the source.
std::string apply_splices(std::string_view source, std::span<const Splice> splices);

}  // namespace aipool::plugin
