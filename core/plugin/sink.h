// SPDX-License-Identifier: MIT
//
// Sink receives what a plugin puts out during one call: events, bytes, splices, upstream exchanges, timers.
//
// Flow:      passed to Decoder, StepCall and Provider::decode_own; which members are used stands at each of those.
// Threading: called on the caller's thread, before the adapter's function returns.
// Ownership: everything passed in is borrowed for the callback; the receiver copies what it keeps.
// Errors:    false: the receiver is gone, the plugin is asked to stop. A Sink may call other plugins with the same
// Call,
//            never the one that is calling it. An exception of a Sink ends the call as an internal error.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "aipool/abi.h"

namespace aipool::plugin {

class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool event(const aip_event& event) = 0;
  virtual bool bytes(std::string_view) { return true; }
  // Checked: inside the source, rising, not overlapping.
  virtual bool splice(const aip_splice&) { return true; }
  virtual bool http(const aip_http&) { return true; }
  virtual bool timer(std::uint32_t /*id*/, std::chrono::milliseconds /*delay*/) { return true; }
};

}  // namespace aipool::plugin
