// SPDX-License-Identifier: MIT
//
// WorkingSet is the memory that a coroutine will touch when it goes on. Among thousands of streams none of it is in a
// cache by then, and each miss would be waited for; the loop fetches it while it serves the stream before.
//
// Flow:      who waits again and again gathers it once from the objects it will use, and names it in each wait.
// Threading: one event loop.
// Ownership: borrows; memory that is gone is never read, only asked for.
// Errors:    none; objects beyond the capacity are left out.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace aipool::http {

class WorkingSet {
 public:
  void add(const void* object, std::size_t bytes) noexcept {
    const auto begin = reinterpret_cast<std::uintptr_t>(object);
    const std::uintptr_t first = begin & ~kInLine;
    const std::uintptr_t more = (begin + bytes - 1 - first) / kLineBytes;
    if (count_ < ranges_.size()) ranges_[count_++] = first | std::min(more, kInLine);
  }
  template <class T>
  void add(const T& object) noexcept {
    add(&object, sizeof object);
  }

  void fetch_itself() const noexcept {
    const auto begin = reinterpret_cast<std::uintptr_t>(this);
    for (std::uintptr_t line = begin; line < begin + sizeof *this; line += kLineBytes) {
      __builtin_prefetch(reinterpret_cast<const void*>(line));
    }
  }
  void fetch() const noexcept {
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uintptr_t first = ranges_[i] & ~kInLine;
      for (std::uintptr_t line = 0; line <= (ranges_[i] & kInLine); ++line) {
        __builtin_prefetch(reinterpret_cast<const void*>(first + line * kLineBytes), 1);
      }
    }
  }

 private:
  static constexpr std::uintptr_t kLineBytes = 64;
  static constexpr std::uintptr_t kInLine = kLineBytes - 1;  // the bits of an address that no line's has

  std::size_t count_ = 0;
  std::array<std::uintptr_t, 23> ranges_;  // a line's address, and in those bits how many follow it
};

}  // namespace aipool::http
