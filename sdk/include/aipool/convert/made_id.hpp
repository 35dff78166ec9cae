// SPDX-License-Identifier: MIT
//
// Ids of answers and calls for upstreams that gave none: made from the call, so that they are the same in every chunk.
//
// Flow:      encoders ask for one where an event has no id.
// Threading: pure.
// Ownership: returns owned text.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aipool::convert {

// `prefix` and 24 characters that follow from the request id and the two numbers.
inline std::string made_id(std::string_view prefix, std::string_view call_id, std::uint32_t choice,
                           std::uint32_t part) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::uint64_t kFnvOffset = 0xcbf29ce484222325u;
  constexpr std::uint64_t kFnvPrime = 0x100000001b3u;
  constexpr int kLength = 24;
  std::uint64_t hash = kFnvOffset;
  const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * kFnvPrime; };
  for (const char c : call_id) mix(static_cast<unsigned char>(c));
  mix(choice);
  mix(part);
  std::string id(prefix);
  for (int i = 0; i < kLength; ++i) {
    mix(static_cast<std::uint64_t>(i));
    id += kAlphabet[(hash >> 32) % kAlphabet.size()];
  }
  return id;
}

}  // namespace aipool::convert
