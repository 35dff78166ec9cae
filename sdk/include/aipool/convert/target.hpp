// SPDX-License-Identifier: MIT
//
// Target is what every part of an encoder of requests needs: where to write, for which request, and how to lose aloud.
//
// Flow:      made by encode_request(), passed down.
// Threading: one per call.
// Ownership: borrows all.
// Errors:    what the protocol cannot say is reported as a loss, never refused.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/convert/place.hpp"
#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

struct Target {
  sdk::Env& env;
  std::uint32_t origin;  // number of the protocol that is written
  const aip_request& request;
  json::Writer& out;

  bool own(std::uint32_t other) const { return other == origin; }
  void lose(const Place& place, std::string_view why) const { env.loss(place.pointer(), why); }
};

// Room for the body that a request becomes, so that it need not move while it grows.
inline std::string body_room(const aip_request& request) {
  std::string body;
  body.reserve(request.source_body.len + request.source_body.len / 8 + 256);
  return body;
}

// The source text of a top-level member if the client spoke the same protocol, else empty: it tells which of several
// forms the client used.
inline std::string_view source_form(const Target& target, std::string_view key) {
  if (!target.own(target.request.client_protocol)) return {};
  const aip_member* member = sdk::find_member(target.request, key);
  return member == nullptr ? std::string_view() : sdk::value_of(target.request, *member);
}

}  // namespace aipool::convert
