// SPDX-License-Identifier: MIT
#include "core/plugin/arena.h"

#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <new>

namespace aipool::plugin {

Arena::Arena(std::size_t budget) noexcept : budget_(budget), table_{} {
  table_.struct_size = sizeof(aip_arena);
  table_.ctx = this;
  table_.alloc = [](void* ctx, std::size_t size, std::size_t align) noexcept {
    return static_cast<Arena*>(ctx)->allocate(size, align);
  };
}

// The allocator behind `new` must not meet poisoned bytes.
Arena::~Arena() {
  for (const Chunk& chunk : chunks_) ASAN_UNPOISON_MEMORY_REGION(chunk.bytes.get(), chunk.size);
}

void* Arena::allocate(std::size_t size, std::size_t align) noexcept {
  if (!std::has_single_bit(align)) return nullptr;
  if (void* at = bump(size, align)) return at;
  if (size > std::numeric_limits<std::size_t>::max() - align) return nullptr;
  return grow(size + align) ? bump(size, align) : nullptr;
}

void* Arena::bump(std::size_t size, std::size_t align) noexcept {
  if (chunks_.empty()) return nullptr;
  const Chunk& chunk = chunks_.back();
  void* at = chunk.bytes.get() + used_;
  std::size_t room = chunk.size - used_;
  if (std::align(align, size, at, room) == nullptr) return nullptr;
  used_ = chunk.size - room + size;
  ASAN_UNPOISON_MEMORY_REGION(at, size);
  return at;
}

bool Arena::grow(std::size_t need) noexcept {
  const std::size_t usual = chunks_.empty() ? kFirstChunk : std::min(chunks_.back().size * 2, kChunkMax);
  const std::size_t left = budget_ - reserved_;
  if (need > left) return false;
  const std::size_t size = std::min(std::max(usual, need), left);
  try {
    chunks_.push_back({std::unique_ptr<std::byte[]>(new std::byte[size]), size});
  } catch (const std::bad_alloc&) {
    return false;
  }
  ASAN_POISON_MEMORY_REGION(chunks_.back().bytes.get(), size);
  reserved_ += size;
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

Arena::Mark Arena::mark() const noexcept { return {chunks_.size(), used_}; }

void Arena::rewind(Mark mark) noexcept {
  if (chunks_.empty()) return;
  const std::size_t keep = std::max<std::size_t>(mark.chunks, 1);
  while (chunks_.size() > keep) {
    ASAN_UNPOISON_MEMORY_REGION(chunks_.back().bytes.get(), chunks_.back().size);
    reserved_ -= chunks_.back().size;
    chunks_.pop_back();
  }
  used_ = mark.used;
  ASAN_POISON_MEMORY_REGION(chunks_.back().bytes.get() + used_, chunks_.back().size - used_);
}

}  // namespace aipool::plugin
