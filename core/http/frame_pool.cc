// SPDX-License-Identifier: MIT
#include "core/http/frame_pool.h"

#include <array>
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
  FreeBlock* first = nullptr;
  std::size_t count = 0;
};

class FreeLists {
 public:
  ~FreeLists() {
    ended_ = true;
    for (FreeList& list : lists_) {
      while (list.first != nullptr) ::operator delete(std::exchange(list.first, list.first->next));
    }
  }

  void* take(std::size_t size_class) {
    FreeList& list = lists_[size_class];
    if (list.first == nullptr) return ::operator new((size_class + 1) * kClassBytes);
    --list.count;
    return std::exchange(list.first, list.first->next);
  }

  void give(void* block, std::size_t size_class) noexcept {
    FreeList& list = lists_[size_class];
    if (ended_ || (list.count + 1) * (size_class + 1) * kClassBytes > kFreeBytesMaxPerClass) {
      return ::operator delete(block);
    }
    ++list.count;
    list.first = new (block) FreeBlock{list.first};
  }

 private:
  std::array<FreeList, kClasses> lists_;
  bool ended_ = false;  // a frame may be destroyed later than this thread's lists
};

thread_local FreeLists free_lists;

constexpr std::size_t class_of(std::size_t bytes) { return (bytes - 1) / kClassBytes; }

}  // namespace

void* allocate(std::size_t bytes) {
  const std::size_t size_class = class_of(bytes);
  if (!AIPOOL_RECYCLES_FRAMES || size_class >= kClasses) return ::operator new(bytes);
  return free_lists.take(size_class);
}

void release(void* block, std::size_t bytes) noexcept {
  const std::size_t size_class = class_of(bytes);
  if (!AIPOOL_RECYCLES_FRAMES || size_class >= kClasses) return ::operator delete(block);
  free_lists.give(block, size_class);
}

}  // namespace aipool::http::frame_pool
