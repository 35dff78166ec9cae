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
#include <string_view>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"
#include "plugins/openai/convert.h"

namespace aipool::openai {

struct Target {
  sdk::Env& env;
  std::uint32_t origin;  // number of openai.chat
  const aip_request& request;
  json::Writer& out;

  bool own(std::uint32_t other) const { return other == origin; }
  void lose(const Place& place, std::string_view why) const { env.loss(place.pointer(), why); }
};

// The source text of a top-level member if the client spoke openai.chat too, else empty: it tells which of several
// forms the client used.
std::string_view source_form(const Target& target, std::string_view key);

}  // namespace aipool::openai
