// SPDX-License-Identifier: MIT
//
// Counts the calls of operator new in this program and in the plugins that it loads.
//
// Flow:      allocations() before and after the code in question.
// Threading: counts those of the calling thread.
// Ownership: none.
// Errors:    none.
#pragma once

#include <cstddef>

namespace aipool::bench {

std::size_t allocations() noexcept;

}  // namespace aipool::bench
