// SPDX-License-Identifier: MIT
//
// The frame pool recycles the memory of coroutine frames, and of objects that live like them, in size classes: one set
// of free lists per thread.
//
// Flow:      Task's promise and what is Recycled allocate and release through it.
// Threading: each thread has its own lists; a block may be released on another thread than it came from.
// Ownership: the lists keep a bounded number of free blocks and return them when their thread ends.
// Errors:    std::bad_alloc.
#pragma once

#include <cstddef>

namespace aipool::http::frame_pool {

void* allocate(std::size_t bytes);
void release(void* block, std::size_t bytes) noexcept;

// A base of what every request makes anew. malloc keeps only a few blocks of a size at hand; a batch takes many.
struct Recycled {
  static void* operator new(std::size_t bytes) { return allocate(bytes); }
  static void operator delete(void* block, std::size_t bytes) noexcept { release(block, bytes); }
};

}  // namespace aipool::http::frame_pool
