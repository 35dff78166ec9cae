// SPDX-License-Identifier: MIT
//
// Kernels: the byte scans of strings, written for plain C++, SSE2 and AVX2, chosen when the program runs.
//
// Flow:      dispatch() picks the best kernel once per call of a public function; parser and writer are templates.
// Threading: no state.
// Ownership: borrow the text; never read outside [p, end).
// Errors:    none.
#pragma once

#include <cstdint>

#include "aipool/json/kernel_plain.hpp"
#if defined(__x86_64__)
#include "aipool/json/kernel_avx2.hpp"
#include "aipool/json/kernel_sse2.hpp"
#endif

namespace aipool::json {

enum class Level : std::uint8_t { kPlain, kSse2, kAvx2 };

inline Level best_level() noexcept {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") != 0 ? Level::kAvx2 : Level::kSse2;
#else
  return Level::kPlain;
#endif
}

// Calls `work` with the kernel of `level`; a level that the machine lacks gives the next lower one.
template <class Work>
inline auto dispatch(Level level, const Work& work) {
#if defined(__x86_64__)
  if (level == Level::kAvx2 && best_level() == Level::kAvx2) return work(Avx2Kernel{});
  if (level != Level::kPlain) return work(Sse2Kernel{});
#endif
  return work(PlainKernel{});
}

}  // namespace aipool::json
