// SPDX-License-Identifier: MIT
//
// Run is one step of a credential machine: what came in, what is remembered, and the move to make. A machine derives
// its own from it for what else its parts share.
//
// Flow:      step() makes one, hands it to the part whose phase it is, then move.remember(run.notes.text()).
// Threading: one step.
// Ownership: borrows all but the notes.
// Errors:    none; parts throw sdk::Fault.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <string_view>

#include "aipool/oauth/notes.hpp"
#include "aipool/sdk.hpp"

namespace aipool::oauth {

struct Run {
  const sdk::Host& host;
  sdk::Env& env;
  const aip_account& account;
  const aip_input& input;
  sdk::AuthMove& move;
  Notes notes;  // "phase" says what the machine waits for

  std::string_view phase() const { return notes.get("phase"); }
  void go(std::string_view next) { notes["phase"] = next; }
  // A note that is a number, else 0.
  std::int64_t number(std::string_view name) const { return json::read_int64(notes.get(name)).value_or(0); }
  std::int64_t now() const { return env.now_unix_ms(); }
  std::string_view data() const { return sdk::view(input.data); }
  // Of a SEND without an answer: what the fault is of that ends the run.
  std::int32_t class_of_silence() const {
    const bool late = input.error != nullptr && input.error->error_class == AIP_E_TIMEOUT;
    return late ? AIP_E_TIMEOUT : AIP_E_OVERLOADED;
  }
};

}  // namespace aipool::oauth
