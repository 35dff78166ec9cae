// SPDX-License-Identifier: MIT
//
// What the last part of a client's path asks for: ":streamGenerateContent" and the like; the query has the stream's
// form.
//
// Flow:      inspect(), the encoders and the provider ask it of requests whose client speaks this protocol.
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include <algorithm>
#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::gemini {

inline constexpr std::string_view kStreamAction = ":streamGenerateContent";
inline constexpr std::string_view kEmbedAction = ":embedContent";

inline bool asks_for_stream(const aip_request& request) { return sdk::view(request.path).ends_with(kStreamAction); }

// One text's vector, as an object of its own; else a list of them.
inline bool asks_for_one_vector(const aip_request& request) { return sdk::view(request.path).ends_with(kEmbedAction); }

// Without alt=sse a stream is one JSON array that grows.
inline bool asks_for_events(const aip_request& request) {
  std::string_view query = sdk::view(request.query);
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair == "alt=sse" || pair == "$alt=sse" || pair == "%24alt=sse") return true;
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return false;
}

}  // namespace aipool::gemini
