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
#include <cstdlib>
#include <random>
#include <vector>

namespace aipool::replay {

// AIPOOL_FEW_CUTS is set where another test of the same tree cuts the same recordings everywhere.
inline std::vector<std::size_t> cut_places(std::size_t size) {
  constexpr std::size_t kEveryCutOfUpTo = 8192;
  constexpr std::size_t kDrawnCuts = 200;
  constexpr std::size_t kFewCuts = 12;
  const bool few = std::getenv("AIPOOL_FEW_CUTS") != nullptr && size > kFewCuts;
  const bool all = !few && size <= kEveryCutOfUpTo;
  std::vector<std::size_t> places(all ? size : few ? kFewCuts : kDrawnCuts);
  std::mt19937 random(42);
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = all ? i : random() % size;
  return places;
}

}  // namespace aipool::replay
