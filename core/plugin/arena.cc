// SPDX-License-Identifier: MIT
#include "core/plugin/arena.h"

#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <new>

namespace aipool::plugin {

// Usual chunks for the next calls of this thread: malloc would search for them and merge its lists at each request.
class Arena::Spare {
 public:
  ~Spare() {
    ended_ = true;
    while (Chunk* const chunk = kept_.take()) end(chunk);
    while (Chunk* const chunk = passing_.take()) end(chunk);
  }

  // The allocator behind `new` must not meet poisoned bytes.
  static void end(Chunk* chunk) noexcept {
    ASAN_UNPOISON_MEMORY_REGION(chunk->bytes(), chunk->room());
    ::operator delete(chunk);
  }

  Chunk* take(Use use) noexcept { return use == Use::kKept ? kept_.take() : passing_.take(); }
  bool give(Use use, Chunk* chunk) noexcept {
    if (ended_) return false;
    return use == Use::kKept ? kept_.give(chunk) : passing_.give(chunk);
  }

 private:
  template <std::size_t kMost>
  struct Stack {
    Chunk* take() noexcept { return count == 0 ? nullptr : chunks[--count]; }
    bool give(Chunk* chunk) noexcept {
      if (count == kMost) return false;
      chunks[count++] = chunk;
      return true;
    }

    std::array<Chunk*, kMost> chunks{};
    std::size_t count = 0;
  };

  Stack<512> kept_;     // half a MiB
  Stack<128> passing_;  // and the same
  bool ended_ = false;  // a call may end later than this thread's spare chunks
};

thread_local Arena::Spare Arena::spare_;

Arena::Arena(std::size_t budget, Use use) noexcept : budget_(budget), table_{}, use_(use) {
  table_.struct_size = sizeof(aip_arena);
  table_.ctx = this;
  table_.alloc = [](void* ctx, std::size_t size, std::size_t align) noexcept {
    return static_cast<Arena*>(ctx)->allocate(size, align);
  };
}

void* Arena::allocate(std::size_t size, std::size_t align) noexcept {
  if (align == 0 || (align & (align - 1)) != 0) return nullptr;
  if (void* at = bump(size, align)) return at;
  if (size > std::numeric_limits<std::size_t>::max() - align - sizeof(Chunk)) return nullptr;
  return grow(size + align + sizeof(Chunk)) ? bump(size, align) : nullptr;
}

void* Arena::bump(std::size_t size, std::size_t align) noexcept {
  if (last_ == nullptr) return nullptr;
  std::byte* const next = last_->bytes() + used_;
  const std::size_t gap = -reinterpret_cast<std::uintptr_t>(next) & (align - 1);
  const std::size_t room = last_->room() - used_;
  if (gap > room || size > room - gap) return nullptr;
  used_ += gap + size;
  ASAN_UNPOISON_MEMORY_REGION(next + gap, size);
  return next + gap;
}

bool Arena::grow(std::size_t need) noexcept {
  const std::size_t left = budget_ - reserved_;
  if (need > left) return false;
  const bool usual = reserved_ < kUsualChunks * usual_chunk();
  const std::size_t wanted = usual ? usual_chunk() : std::min(last_->size * 2, kChunkMax);
  Chunk* const chunk = take(std::min(std::max(wanted, need), left));
  if (chunk == nullptr) return false;
  chunk->before = last_;
  last_ = chunk;
  ASAN_POISON_MEMORY_REGION(chunk->bytes(), chunk->room());
  reserved_ += chunk->size;
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

void Arena::rewind(Mark mark) noexcept {
  if (last_ == nullptr) return;
  while (last_ != mark.chunk) {
    Chunk* const before = last_->before;
    reserved_ -= last_->size;
    give_back(last_);
    last_ = before;
  }
  used_ = mark.used;
  if (last_ != nullptr) ASAN_POISON_MEMORY_REGION(last_->bytes() + used_, last_->room() - used_);
}

Arena::Chunk* Arena::take(std::size_t size) noexcept {
  void* at = size == usual_chunk() ? spare_.take(use_) : nullptr;
  if (at == nullptr) at = ::operator new(size, std::nothrow);
  return at == nullptr ? nullptr : new (at) Chunk{nullptr, size};
}

void Arena::give_back(Chunk* chunk) noexcept {
  ASAN_POISON_MEMORY_REGION(chunk->bytes(), chunk->room());
  if (chunk->size == usual_chunk() && spare_.give(use_, chunk)) return;
  Spare::end(chunk);
}

void* ArenaMemory::do_allocate(std::size_t size, std::size_t align) {
  void* at = arena_.allocate(size, align);
  if (at == nullptr) throw std::bad_alloc();
  return at;
}

}  // namespace aipool::plugin
