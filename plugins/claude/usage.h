// SPDX-License-Identifier: MIT
//
// Usage: token counts of the vendor's object, both ways.
//
// Flow:      the decoder reads each usage object into the same counts, since later ones leave out what has not changed;
//            the encoders write them.
// Threading: pure.
// Ownership: `json` of what is read is a span of the frame.
// Errors:    a count of another type is absent.
// Units:     tokens. The vendor's input leaves out cache reads and writes, ours includes them.
#pragma once

#include <cstdint>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// The vendor's own numbers.
class Usage {
 public:
  void read(json::Value usage);
  aip_usage counts(std::uint32_t origin) const;

 private:
  std::uint64_t present_ = 0;
  std::uint64_t input_ = 0;
  std::uint64_t output_ = 0;
  std::uint64_t cache_read_ = 0;
  std::uint64_t cache_write_ = 0;
  std::uint64_t thinking_ = 0;
};

// The object for a client, as one JSON value: the upstream's own text where it spoke this protocol and said all.
void write_usage(const aip_usage& usage, std::uint32_t origin, json::Writer& out);

}  // namespace aipool::claude
