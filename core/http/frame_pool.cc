// SPDX-License-Identifier: MIT
#include "core/http/frame_pool.h"

#include <array>
#include <cstdint>
#include <new>

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

constexpr std::size_t kClassBytes = 32;
constexpr std::size_t kClasses = 128;  // larger frames go to malloc
constexpr std::size_t kFreeBytesMaxPerClass = 64 * 1024;

constexpr std::size_t class_of(std::size_t bytes) { return (bytes - 1) / kClassBytes; }
constexpr std::size_t free_max(std::size_t size_class) {
  return kFreeBytesMaxPerClass / ((size_class + 1) * kClassBytes);
}

// Where the free blocks of each class begin in the array of all, and where the last of them ends.
constexpr std::array<std::uint16_t, kClasses + 1> kBegin = [] {
  std::array<std::uint16_t, kClasses + 1> begin{};
  for (std::size_t i = 0; i < kClasses; ++i) begin[i + 1] = static_cast<std::uint16_t>(begin[i] + free_max(i));
  return begin;
}();

struct FreeList {
  std::uint16_t size;
  std::uint16_t size_max;  // 0: the lists of this thread are not in use
};

enum class Stage : std::uint8_t { kUnused, kInUse, kEnded };

// Neither constructor nor destructor: a thread_local that has one asks at each access whether it ran.
// Free blocks stand in an array, not in a chain through them: what has been free for a while is in no cache, and who
// takes a block would wait for it only to learn the next.
struct FreeLists {
  std::array<FreeList, kClasses> lists;
  Stage stage;  // a frame may be destroyed later than this thread's lists
  std::array<void*, kBegin.back()> blocks;
};
constinit thread_local FreeLists free_lists{};

// Ends the lists of its thread.
struct End {
  End() {
    free_lists.stage = Stage::kInUse;
    for (std::size_t i = 0; i < kClasses; ++i) {
      free_lists.lists[i].size_max = static_cast<std::uint16_t>(free_max(i));
    }
  }
  ~End() {
    free_lists.stage = Stage::kEnded;
    for (std::size_t i = 0; i < kClasses; ++i) {
      FreeList& list = free_lists.lists[i];
      list.size_max = 0;
      while (list.size != 0) ::operator delete(free_lists.blocks[kBegin[i] + --list.size]);
    }
  }
};

// There is no room: the list is full, or nothing was given back on this thread so far, or its end has come.
[[gnu::noinline]] bool make_room(const FreeList& list) noexcept {
  if (free_lists.stage == Stage::kUnused) [[maybe_unused]] static thread_local const End end;
  return list.size < list.size_max;
}

}  // namespace

void* allocate(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  if (!AIPOOL_RECYCLES_FRAMES || size_class >= kClasses) return ::operator new(bytes);
  FreeList& list = free_lists.lists[size_class];
  if (list.size == 0) return ::operator new((size_class + 1) * kClassBytes);
  return free_lists.blocks[kBegin[size_class] + --list.size];
}

void release(void* block, std::size_t bytes) noexcept {
  const std::size_t size_class = class_of(bytes);
  if (!AIPOOL_RECYCLES_FRAMES || size_class >= kClasses) return ::operator delete(block);
  FreeList& list = free_lists.lists[size_class];
  if (list.size >= list.size_max && !make_room(list)) return ::operator delete(block);
  free_lists.blocks[kBegin[size_class] + list.size++] = block;
}

}  // namespace aipool::http::frame_pool
