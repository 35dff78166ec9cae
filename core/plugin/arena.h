// SPDX-License-Identifier: MIT
//
// Arena is a chunked bump allocator with a budget: the scratch memory of one call into plugins.
//
// Flow:      allocate...; rewind(mark) gives back what came after the mark and the chunks that only it needed.
// Threading: belongs to one call.
// Ownership: owns its chunks; a pointer from it is valid until the rewind past it. Pinned: abi() points back.
// Errors:    allocate() gives nullptr over the budget or out of memory, never throws.
// Units:     bytes; the budget counts whole chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "aipool/abi.h"

namespace aipool::plugin {

class Arena {
 public:
  static constexpr std::size_t kFirstChunk = 8 * 1024;
  static constexpr std::size_t kChunkMax = 1024 * 1024;

  struct Mark {
    std::size_t chunk_count = 0;  // chunks in use
    std::size_t used = 0;         // bytes of the last of them
  };

  explicit Arena(std::size_t budget) noexcept;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // REQUIRES: `align` is a power of two.
  void* allocate(std::size_t size, std::size_t align) noexcept {
    const std::uintptr_t at = (cursor_ + (align - 1)) & ~(static_cast<std::uintptr_t>(align) - 1);
    if (at < cursor_ || at > end_ || size > end_ - at || cursor_ == 0) return allocate_in_new_chunk(size, align);
    cursor_ = at + size;
    return take(at, size);
  }

  // A copy in the arena; std::bad_alloc over the budget.
  std::string_view copy(std::string_view text);

  Mark mark() const noexcept;
  void rewind(Mark mark) noexcept;  // keeps the first chunk
  std::size_t reserved() const noexcept { return reserved_; }
  const aip_arena* abi() const noexcept { return &table_; }

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size;
    std::size_t used;  // valid once a later chunk is in use
  };

  void* allocate_in_new_chunk(std::size_t size, std::size_t align) noexcept;
  static void* take(std::uintptr_t at, std::size_t size) noexcept;

  const std::size_t budget_;
  std::size_t reserved_ = 0;
  std::uintptr_t cursor_ = 0;
  std::uintptr_t end_ = 0;
  std::vector<Chunk> chunks_;
  std::size_t in_use_ = 0;  // chunks_ before this index hold data; at most the first one is kept beyond
  aip_arena table_;
};

}  // namespace aipool::plugin
