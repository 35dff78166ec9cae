// SPDX-License-Identifier: MIT
//
// Content blocks of a client's request become parts: text, media, thoughts, calls and results. What only this protocol
// knows becomes OPAQUE with its exact text.
//
// Flow:      decode_messages() calls decode_content() for each content; results are nested content.
// Threading: one per request.
// Ownership: as decode_request().
// Errors:    throws sdk::Fault that names the field.
#pragma once

#include <span>
#include <vector>

#include "plugins/claude/convert.h"

namespace aipool::claude {

// Results have only the id of their call; other protocols want its name.
class Calls {
 public:
  void add(const aip_part& call) { seen_.push_back({call.id, call.name}); }
  aip_bytes name_of(aip_bytes id) const;  // absent: no such call came before

 private:
  struct Seen {
    aip_bytes id;
    aip_bytes name;
  };
  std::vector<Seen> seen_;
};

// A string gives one part and sets `plain`.
std::span<aip_part> decode_content(const Source& source, json::Value content, const Place& place, Calls& calls,
                                   bool& plain);

}  // namespace aipool::claude
