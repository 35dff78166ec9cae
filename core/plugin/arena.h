// SPDX-License-Identifier: MIT
//
// Arena is a chunked bump allocator with a budget: the scratch memory of one call into plugins.
//
// Flow:      allocate...; rewind(mark) gives back what came after the mark and the chunks that only it needed.
// Threading: belongs to one call.
// Ownership: owns its chunks; a pointer from it is valid until the rewind past it (under ASan a later use is reported).
//            The first chunk comes from the spare ones of the thread, and goes back to them. Pinned: abi() points back.
// Errors:    allocate() gives nullptr over the budget, out of memory, or for a senseless alignment; it never throws.
// Units:     bytes; the budget counts whole chunks.
#pragma once

#include <cstddef>
#include <memory>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "aipool/abi.h"

namespace aipool::plugin {

class Arena {
 public:
  static constexpr std::size_t kFirstChunk = std::size_t{4} << 10;
  static constexpr std::size_t kChunkMax = std::size_t{1} << 20;  // but for one allocation that is larger

  struct Mark {
    std::size_t chunks = 0;  // beyond the first
    std::size_t used = 0;    // of the last of them
  };

  explicit Arena(std::size_t budget) noexcept;
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size, std::size_t align) noexcept;
  // A copy in the arena; std::bad_alloc over the budget.
  std::string_view copy(std::string_view text);

  Mark mark() const noexcept;
  void rewind(Mark mark) noexcept;  // the first chunk stays
  std::size_t reserved() const noexcept { return reserved_; }
  const aip_arena* abi() const noexcept { return &table_; }

 private:
  struct Chunk {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
  };

  void* bump(std::size_t size, std::size_t align) noexcept;
  bool grow(std::size_t need) noexcept;
  const Chunk& last() const noexcept { return more_.empty() ? first_ : more_.back(); }

  const std::size_t budget_;
  std::size_t reserved_ = 0;
  std::size_t used_ = 0;  // of the last chunk
  Chunk first_;
  std::vector<Chunk> more_;
  aip_arena table_;
};

// The arena for containers of the standard library that live no longer than it does. Nothing is given back one by one.
class ArenaMemory final : public std::pmr::memory_resource {
 public:
  explicit ArenaMemory(Arena& arena) noexcept : arena_(arena) {}

 private:
  void* do_allocate(std::size_t size, std::size_t align) override;
  void do_deallocate(void*, std::size_t, std::size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

  Arena& arena_;
};

}  // namespace aipool::plugin
