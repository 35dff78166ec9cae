// SPDX-License-Identifier: MIT
//
// Pass-through: the client's bytes go to the upstream around named splices, and the upstream's to the client around
// cuts.
//
// Flow:      splice_request() instead of encode_request(); find_cut() on each chunk, by the decoder.
// Threading: pure.
// Ownership: offsets into the source text that was given.
// Errors:    none: inspect() has validated what is relied on here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::openai {

// Three splices at most: thinking that the account sets, the upstream's name of the model, and stream options that ask
// for usage.
void splice_request(sdk::Env& env, std::uint32_t origin, const aip_request& request, sdk::Out& out);

// Stream options (empty or "null": none) with include_usage set, all else as it is.
std::string with_usage(std::string_view stream_options);

// What our own include_usage brought into a chunk. Only for a client that did not ask for usage.
struct Cut {
  std::size_t offset = 0;  // in the chunk
  std::size_t erase = 0;
  bool whole = false;  // the usage-only chunk: the frame goes, all of it
};
std::optional<Cut> find_cut(json::Value chunk);

}  // namespace aipool::openai
