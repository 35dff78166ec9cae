// SPDX-License-Identifier: MIT
//
// Arena is a chunked bump allocator with a budget: the scratch memory of one call into plugins.
//
// Flow:      allocate...; rewind(mark) gives back what came after the mark, and the chunks that only it needed.
// Threading: belongs to one call.
// Ownership: owns its chunks; a pointer from it is valid until the rewind past it (under ASan a later use is reported).
//            Usual chunks come from the spare ones of the thread, and go back to them. Pinned: abi() points back.
// Errors:    allocate() gives nullptr over the budget, out of memory, or for a senseless alignment; it never throws.
// Units:     bytes; the budget counts whole chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>

#include "aipool/abi.h"

namespace aipool::plugin {

class Arena {
 public:
  // How long what is in it lives decides how large its first chunks are.
  enum class Use : std::uint8_t {
    kKept,     // as long as a request, which may be a stream that mostly waits: no more than it needs
    kPassing,  // no longer than a call: room for most of them at once, which the next one gets
  };
  static constexpr std::size_t kKeptChunk = std::size_t{1} << 10;
  static constexpr std::size_t kPassingChunk = std::size_t{4} << 10;
  static constexpr std::size_t kUsualChunks = 4;                  // from then on each is twice as large
  static constexpr std::size_t kChunkMax = std::size_t{1} << 20;  // but for one allocation that is larger

  struct Mark {
    const void* chunk = nullptr;  // none: it was empty
    std::size_t used = 0;         // of that
  };

  explicit Arena(std::size_t budget, Use use = Use::kKept) noexcept;
  ~Arena() { rewind({}); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size, std::size_t align) noexcept;
  // A copy in the arena; std::bad_alloc over the budget.
  std::string_view copy(std::string_view text);

  Mark mark() const noexcept { return {last_, used_}; }
  void rewind(Mark mark) noexcept;
  std::size_t reserved() const noexcept { return reserved_; }
  const aip_arena* abi() const noexcept { return &table_; }

 private:
  struct alignas(std::max_align_t) Chunk {  // its bytes follow it
    std::byte* bytes() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
    std::size_t room() const noexcept { return size - sizeof(Chunk); }

    Chunk* before;
    std::size_t size;  // with this head
  };
  class Spare;

  void* bump(std::size_t size, std::size_t align) noexcept;
  bool grow(std::size_t need) noexcept;
  std::size_t usual_chunk() const noexcept { return use_ == Use::kKept ? kKeptChunk : kPassingChunk; }
  Chunk* take(std::size_t size) noexcept;
  void give_back(Chunk* chunk) noexcept;

  static thread_local Spare spare_;

  Chunk* last_ = nullptr;
  std::size_t used_ = 0;  // of it
  std::size_t reserved_ = 0;
  const std::size_t budget_;
  aip_arena table_;
  const Use use_;
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
