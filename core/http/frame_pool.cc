// SPDX-License-Identifier: MIT
#include "core/http/frame_pool.h"

#include <array>
#include <cstdint>
#include <new>
#include <utility>

// A recycled block would hide a use after free from AddressSanitizer.
#if defined(__SANITIZE_ADDRESS__)
#define AIPOOL_RECYCLES_FRAMES 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define AIPOOL_RECYCLES_FRAMES 0
#endif
#endif
#ifndef AIPOOL_RECYCLES_FRAMES
#define AIPOOL_RECYCLES_FRAMES 1
#endif

namespace aipool::http::frame_pool {
namespace {

constexpr std::size_t kClassBytes = 64;
constexpr std::size_t kClasses = 64;  // larger frames go to malloc
constexpr std::size_t kFreeBytesMaxPerClass = 64 * 1024;

struct FreeBlock {
  FreeBlock* next;
};

struct FreeList {
  FreeBlock* first;
  std::size_t room;  // for so many more blocks
};

enum class Stage : std::uint8_t { kUnused, kInUse, kEnded };

// Neither constructor nor destructor: a thread_local that has one asks at each access whether it ran.
struct FreeLists {
  std::array<FreeList, kClasses> lists;
  Stage stage;  // a frame may be destroyed later than this thread's lists
};
constinit thread_local FreeLists free_lists{};

constexpr std::size_t class_of(std::size_t bytes) { return (bytes - 1) / kClassBytes; }

// Ends the lists of its thread.
struct End {
  End() {
    free_lists.stage = Stage::kInUse;
    for (std::size_t i = 0; i < kClasses; ++i) {
      free_lists.lists[i].room = kFreeBytesMaxPerClass / ((i + 1) * kClassBytes);
    }
  }
  ~End() {
    free_lists.stage = Stage::kEnded;
    for (FreeList& list : free_lists.lists) {
      list.room = 0;
      while (list.first != nullptr) ::operator delete(std::exchange(list.first, list.first->next));
    }
  }
};

// There is no room: the list is full, or nothing was given back on this thread so far, or its end has come.
[[gnu::noinline]] bool make_room(const FreeList& list) noexcept {
  if (free_lists.stage == Stage::kUnused) [[maybe_unused]] static thread_local const End end;
  return list.room != 0;
}

}  // namespace

void* allocate(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  if (!AIPOOL_RECYCLES_FRAMES || size_class >= kClasses) return ::operator new(bytes);
  FreeList& list = free_lists.lists[size_class];
  if (list.first == nullptr) return ::operator new((size_class + 1) * kClassBytes);
  ++list.room;
  return std::exchange(list.first, list.first->next);
}

void release(void* block, std::size_t bytes) noexcept {
  const std::size_t size_class = class_of(bytes);
  if (!AIPOOL_RECYCLES_FRAMES || size_class >= kClasses) return ::operator delete(block);
  FreeList& list = free_lists.lists[size_class];
  if (list.room == 0 && !make_room(list)) return ::operator delete(block);
  --list.room;
  list.first = new (block) FreeBlock{list.first};
}

}  // namespace aipool::http::frame_pool
