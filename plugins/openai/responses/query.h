// SPDX-License-Identifier: MIT
//
// What a client asks in the query of a stored response's path: which page of its items, or from where on its stream.
//
// Flow:      inspect() reads it to refuse what makes no sense, the encoders to do it.
// Threading: pure.
// Ownership: owns its text.
// Errors:    throws sdk::Fault that names the parameter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "aipool/sdk.hpp"

namespace aipool::openai::responses {

struct Page {
  std::size_t limit = 20;
  bool ascending = false;  // the vendor lists the newest first
  std::string after;       // the id of an item; empty: from the first
};
Page page_of(const aip_request& request);

bool asks_for_stream(const aip_request& request);

// The number of the last event that the client has; -1: none.
std::int64_t starting_after(const aip_request& request);

}  // namespace aipool::openai::responses
