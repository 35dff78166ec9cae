// SPDX-License-Identifier: MIT
//
// HeadProgress says when a head that arrives in pieces is worth parsing again, so that a slow one costs linear time.
//
// Flow:      asked after every read: at first, when the blank line may have come, and whenever the size has doubled.
// Threading: a plain object of one connection.
// Ownership: none.
// Errors:    none.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace aipool::http {

class HeadProgress {
 public:
  bool worth_parsing(std::string_view text) noexcept {
    const std::size_t from = std::max<std::size_t>(scanned_, 3) - 3;
    scanned_ = text.size();
    if (text.size() < 2 * tried_ && text.find("\r\n\r\n", from) == std::string_view::npos) return false;
    tried_ = text.size();
    return true;
  }
  void reset() noexcept { scanned_ = tried_ = 0; }

 private:
  std::size_t scanned_ = 0;
  std::size_t tried_ = 0;
};

}  // namespace aipool::http
