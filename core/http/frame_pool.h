// SPDX-License-Identifier: MIT
//
// FramePool recycles the memory of coroutine frames in size classes, one set of free lists per thread.
//
// Flow:      Task's promise allocates and releases through it, so a request on a warm loop asks malloc for nothing.
// Threading: each thread has its own lists; a block may be released on another thread than it came from.
// Ownership: the lists keep a bounded number of free blocks and return them when their thread ends.
// Errors:    std::bad_alloc.
#pragma once

#include <cstddef>

namespace aipool::http::frame_pool {

void* allocate(std::size_t bytes);
void release(void* block, std::size_t bytes) noexcept;

}  // namespace aipool::http::frame_pool
