// SPDX-License-Identifier: MIT
//
// expect_linear() tells work that grows with its input from work that grows with its square.
//
// Flow:      run(count) does the work for `count` things, whatever they are.
// Threading: one thread.
// Ownership: none.
// Errors:    gtest assertions. Of three tries one must be linear: a ratio, by the processor's clock, since others may be
//            at work.
// Units:     seconds.
#pragma once

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <ctime>
#include <string_view>

namespace aipool::test {

// Eight times as much takes eight times as long, not sixty-four.
template <class Run>
void expect_linear(std::string_view what, Run&& run) {
  constexpr std::size_t kCount = 1500;
  constexpr double kRatioMax = 24;
  constexpr double kShortest = 0.001;
  const auto seconds = [&](std::size_t count) {
    const std::clock_t start = std::clock();
    run(count);
    return std::max(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, kShortest);
  };
  // Memory that was touched once stays: else the kernel's work for new pages is measured, which is not linear everywhere.
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
  ::mallopt(M_TRIM_THRESHOLD, 1 << 30);
  run(8 * kCount);
  double least = 1e9;
  for (int tries = 0; tries < 3 && least > kRatioMax; ++tries) {
    const double few = seconds(kCount);
    least = std::min(least, seconds(8 * kCount) / few);
  }
  EXPECT_LT(least, kRatioMax) << what;
}

}  // namespace aipool::test
