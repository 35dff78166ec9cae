// SPDX-License-Identifier: MIT
//
// Where the replays cut a recorded body in two.
//
// Flow:      cut_places(size) -> offsets: all of a short body, some drawn ones of a longer one, always the same.
// Threading: pure.
// Ownership: returns values.
// Errors:    none.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace aipool::replay {

// A sanitized build, tens of times slower, looks for bad memory rather than for another answer: it gets few.
#ifdef AIPOOL_FEW_CUTS
inline constexpr std::size_t kEveryCutOfUpTo = 0;
inline constexpr std::size_t kDrawnCuts = 12;
#else
inline constexpr std::size_t kEveryCutOfUpTo = 8192;
inline constexpr std::size_t kDrawnCuts = 200;
#endif

inline std::vector<std::size_t> cut_places(std::size_t size) {
  const bool all = size <= kEveryCutOfUpTo;
  std::vector<std::size_t> places(all ? size : kDrawnCuts);
  std::mt19937 random(42);
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = all ? i : random() % size;
  return places;
}

}  // namespace aipool::replay
