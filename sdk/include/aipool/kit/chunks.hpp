// SPDX-License-Identifier: MIT
//
// Chunks says in which pieces a body arrives.
//
// Flow:      for (std::string_view piece : Chunks::bytes().of(body)) ...
// Threading: plain values.
// Ownership: pieces are spans of the body.
// Errors:    cuts past the end of the body are passed over.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace aipool::kit {

class Chunks {
 public:
  static Chunks whole() { return Chunks({}, 0); }
  static Chunks bytes() { return every(1); }
  static Chunks every(std::size_t size) { return Chunks({}, size); }
  // Cuts at these offsets, rising.
  static Chunks at(std::vector<std::size_t> cuts) { return Chunks(std::move(cuts), 0); }

  std::vector<std::string_view> of(std::string_view body) const {
    std::vector<std::string_view> pieces;
    if (size_ != 0) {
      for (std::size_t at = 0; at < body.size(); at += size_) pieces.push_back(body.substr(at, size_));
      return pieces;
    }
    std::size_t start = 0;
    for (const std::size_t cut : cuts_) {
      const std::size_t end = std::clamp(cut, start, body.size());
      pieces.push_back(body.substr(start, end - start));
      start = end;
    }
    pieces.push_back(body.substr(start));
    return pieces;
  }

 private:
  Chunks(std::vector<std::size_t> cuts, std::size_t size) : cuts_(std::move(cuts)), size_(size) {}

  std::vector<std::size_t> cuts_;
  std::size_t size_;
};

}  // namespace aipool::kit
