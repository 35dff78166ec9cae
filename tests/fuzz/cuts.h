// SPDX-License-Identifier: MIT
//
// For the fuzz targets: require() and the cuts at which an input is fed in pieces.
//
// Threading: pure functions.
// Ownership: none.
// Errors:    require() aborts, which is how a fuzzer and a replay learn of a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "aipool/kit/chunks.hpp"

namespace aipool::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {static_cast<const char*>(static_cast<const void*>(data)), size};
}

// The bytes themselves are the seed, so that a file of a corpus is cut in the same places in every run.
inline kit::Chunks cuts_of(std::string_view text) {
  std::uint64_t seed = 0xcbf29ce484222325u;
  for (const char byte : text) seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001b3u;
  std::vector<std::size_t> cuts;
  for (std::size_t at = 0; at < text.size();) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    at += seed >> 59;  // up to 31, and 0: an empty piece
    cuts.push_back(at);
  }
  return kit::Chunks::at(std::move(cuts));
}

}  // namespace aipool::fuzz
