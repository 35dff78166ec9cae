// SPDX-License-Identifier: MIT
#include "core/plugin/arena.h"

#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace aipool::plugin {
namespace {

// First chunks for the next calls of this thread: malloc would search for them and merge its lists at each request.
class SpareChunks {
 public:
  ~SpareChunks() {
    ended_ = true;
    for (std::size_t i = 0; i < count_; ++i) ASAN_UNPOISON_MEMORY_REGION(chunks_[i].get(), Arena::kFirstChunk);
  }

  std::unique_ptr<std::byte[]> take() noexcept { return count_ == 0 ? nullptr : std::move(chunks_[--count_]); }
  bool give(std::unique_ptr<std::byte[]>& chunk) noexcept {
    if (ended_ || count_ == chunks_.size()) return false;
    chunks_[count_++] = std::move(chunk);
    return true;
  }

 private:
  std::array<std::unique_ptr<std::byte[]>, 256> chunks_;  // 1 MiB
  std::size_t count_ = 0;
  bool ended_ = false;  // a call may end later than this thread's spare chunks
};

thread_local SpareChunks spare_chunks;

}  // namespace

Arena::Arena(std::size_t budget) noexcept : budget_(budget), table_{} {
  table_.struct_size = sizeof(aip_arena);
  table_.ctx = this;
  table_.alloc = [](void* ctx, std::size_t size, std::size_t align) noexcept {
    return static_cast<Arena*>(ctx)->allocate(size, align);
  };
}

Arena::~Arena() {
  // The allocator behind `new` must not meet poisoned bytes.
  for (const Chunk& chunk : more_) ASAN_UNPOISON_MEMORY_REGION(chunk.bytes.get(), chunk.size);
  if (first_.size == 0) return;
  ASAN_POISON_MEMORY_REGION(first_.bytes.get(), first_.size);
  if (first_.size == kFirstChunk && spare_chunks.give(first_.bytes)) return;
  ASAN_UNPOISON_MEMORY_REGION(first_.bytes.get(), first_.size);
}

void* Arena::allocate(std::size_t size, std::size_t align) noexcept {
  if (align == 0 || (align & (align - 1)) != 0) return nullptr;
  if (void* at = bump(size, align)) return at;
  if (size > std::numeric_limits<std::size_t>::max() - align) return nullptr;
  return grow(size + align) ? bump(size, align) : nullptr;
}

void* Arena::bump(std::size_t size, std::size_t align) noexcept {
  const Chunk& chunk = last();
  if (chunk.size == 0) return nullptr;
  std::byte* const next = chunk.bytes.get() + used_;
  const std::size_t gap = -reinterpret_cast<std::uintptr_t>(next) & (align - 1);
  const std::size_t room = chunk.size - used_;
  if (gap > room || size > room - gap) return nullptr;
  used_ += gap + size;
  ASAN_UNPOISON_MEMORY_REGION(next + gap, size);
  return next + gap;
}

bool Arena::grow(std::size_t need) noexcept {
  const bool first = first_.size == 0;
  const std::size_t usual = first ? kFirstChunk : std::min(last().size * 2, kChunkMax);
  const std::size_t left = budget_ - reserved_;
  if (need > left) return false;
  Chunk chunk;
  chunk.size = std::min(std::max(usual, need), left);
  try {
    if (first && chunk.size == kFirstChunk) chunk.bytes = spare_chunks.take();
    if (!chunk.bytes) chunk.bytes.reset(new std::byte[chunk.size]);
    (first ? first_ : more_.emplace_back()) = std::move(chunk);
  } catch (const std::bad_alloc&) {
    return false;
  }
  ASAN_POISON_MEMORY_REGION(last().bytes.get(), last().size);
  reserved_ += last().size;
  used_ = 0;
  return true;
}

std::string_view Arena::copy(std::string_view text) {
  if (text.empty()) return {};
  void* at = allocate(text.size(), 1);
  if (at == nullptr) throw std::bad_alloc();
  std::memcpy(at, text.data(), text.size());
  return {static_cast<const char*>(at), text.size()};
}

Arena::Mark Arena::mark() const noexcept { return {more_.size(), used_}; }

void Arena::rewind(Mark mark) noexcept {
  if (first_.size == 0) return;
  while (more_.size() > mark.chunks) {
    ASAN_UNPOISON_MEMORY_REGION(more_.back().bytes.get(), more_.back().size);
    reserved_ -= more_.back().size;
    more_.pop_back();
  }
  used_ = mark.used;
  ASAN_POISON_MEMORY_REGION(last().bytes.get() + used_, last().size - used_);
}

void* ArenaMemory::do_allocate(std::size_t size, std::size_t align) {
  void* at = arena_.allocate(size, align);
  if (at == nullptr) throw std::bad_alloc();
  return at;
}

}  // namespace aipool::plugin
