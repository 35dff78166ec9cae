// SPDX-License-Identifier: MIT
//
// What the head of an upstream's answer says to every decoder.
//
// Flow:      decoder() of an upstream half asks it for the framing.
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include <string_view>

#include "aipool/sdk.hpp"

namespace aipool::convert {

// What the upstream says it sends counts; where it says neither, what was asked for does.
inline bool is_event_stream(const aip_request& request, const aip_reply& reply) {
  const std::string_view type = sdk::find(reply.headers, "content-type").value_or("");
  if (type.starts_with("text/event-stream")) return true;
  return (request.flags & AIP_REQUEST_STREAM) != 0 && !type.starts_with("application/json");
}

}  // namespace aipool::convert
