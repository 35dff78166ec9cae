// SPDX-License-Identifier: MIT
//
// BumpArena hands out memory that is given back all at once.
//
// Flow:      behind the fold of events, and behind the arenas that the kit gives to a plugin.
// Threading: one thread at a time.
// Ownership: everything dies with reset() or the arena. Moving the arena moves no object in it.
// Errors:    NULL when the budget is spent or memory is out.
// Units:     bytes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <new>
#include <vector>

#include "aipool/abi/types.h"

namespace aipool::sdk {

class BumpArena {
 public:
  explicit BumpArena(std::size_t budget = std::numeric_limits<std::size_t>::max()) noexcept : budget_(budget) {}

  void* allocate(std::size_t size, std::size_t align) noexcept {
    if (size > budget_ - used_) return nullptr;
    void* at = at_;
    if (std::align(align, size, at, room_) == nullptr) {
      if (!grow(size, align)) return nullptr;
      at = at_;
      std::align(align, size, at, room_);  // a fresh block has room for any alignment
    }
    at_ = static_cast<char*>(at) + size;
    room_ -= size;
    used_ += size;
    return at;
  }

  void reset() noexcept {
    blocks_.clear();
    at_ = nullptr;
    room_ = used_ = 0;
  }

  std::size_t used() const noexcept { return used_; }

  // The arena as the ABI sees it; dies with the arena and must not be used after a move.
  aip_arena table() noexcept {
    return {sizeof(aip_arena), 0, this, [](void* ctx, std::size_t size, std::size_t align) {
              return static_cast<BumpArena*>(ctx)->allocate(size, align);
            }};
  }

 private:
  static constexpr std::size_t kFirstBlock = 1008;  // as much as malloc keeps at hand for each thread
  static constexpr std::size_t kBlock = 4096;

  bool grow(std::size_t size, std::size_t align) noexcept {
    if (size > std::numeric_limits<std::size_t>::max() - align) return false;
    const std::size_t length = std::max(size + align, blocks_.empty() ? kFirstBlock : kBlock);
    try {
      blocks_.emplace_back(new char[length]);
    } catch (const std::bad_alloc&) {
      return false;
    }
    at_ = blocks_.back().get();
    room_ = length;
    return true;
  }

  std::size_t budget_;
  std::size_t used_ = 0;
  char* at_ = nullptr;
  std::size_t room_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

}  // namespace aipool::sdk
