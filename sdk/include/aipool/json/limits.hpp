// SPDX-License-Identifier: MIT
//
// Limits bound what one parse may cost.
//
// Flow:      given to Document::parse() by whoever knows where the text came from.
// Threading: plain values.
// Ownership: none.
// Errors:    none here; a text beyond a limit is refused by the parser.
// Units:     bytes_max in bytes; nodes_max counts every key and every value.
#pragma once

#include <cstddef>
#include <cstdint>

namespace aipool::json {

struct Limits {
  std::uint32_t depth_max = 64;
  std::size_t nodes_max = 1'000'000;       // never more than 2^28 - 1, whatever is asked for
  std::size_t bytes_max = UINT32_MAX - 1;  // offsets have 32 bits: more cannot be asked for
};

}  // namespace aipool::json
