// SPDX-License-Identifier: MIT
//
// Step is what every part of a decoder of answers needs while it reads one frame.
//
// Flow:      made by the decoder for each frame, passed down.
// Threading: one per call.
// Ownership: texts are spans of the frame, or lie in the step arena where they had escapes.
// Errors:    as sdk::Out.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "aipool/json.hpp"
#include "aipool/sdk.hpp"

namespace aipool::convert {

struct Step {
  sdk::Env& env;
  sdk::Out& out;
  std::uint32_t origin;  // number of the protocol that it speaks for

  // Unescaped; empty for what is no string.
  std::string_view text(json::Value value) const {
    if (!value.has_escapes()) return value.string_raw();
    const std::string_view body = value.string_raw();
    const std::span<char> room = env.step_room(body.size());
    return {room.data(), json::unescape(body, room.data()).written};
  }
  // Not by value: the compiler would copy it in wide pieces right after it was filled in narrow ones, which stalls.
  void emit(aip_event& event) const {
    event.origin = origin;
    out.event(event);
  }
  void emit(aip_event&& event) const { emit(event); }
};

}  // namespace aipool::convert
