// SPDX-License-Identifier: MIT
//
// AuthRun is one step of the credential machine `google-code-assist`, with what its parts share.
//
// Flow:      auth.cc makes one for each step; its parts are refresh.h (documents and tokens), login.h,
//            onboarding.h.
// Threading: one thread.
// Ownership: borrows all but the notes, which it reads from the state and writes back.
// Errors:    parts throw sdk::Fault: AUTH and PERMISSION hold until the operator acts, others are tried again.
// Units:     Unix milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aipool/oauth.hpp"
#include "aipool/sdk.hpp"
#include "plugins/gemini/code_assist/upstream_error.h"

namespace aipool::gemini::code_assist {

inline constexpr std::string_view kLogInAgain = "run `aipool login gemini-oauth`";

struct AuthRun : oauth::Run {
  bool is(std::string_view flag) const { return notes.get(flag) == "1"; }
  void set(std::string_view flag) { notes[flag] = "1"; }

  // The answer to a SEND, or the fault that there was none.
  void expect_reply(std::string_view what) const {
    if (input.kind == AIP_INPUT_REPLY) return;
    throw sdk::Fault{class_of_silence(), std::string(what) + ": Google could not be reached"};
  }
};

// What an answer other than 2xx means for the run; `what` was tried.
inline sdk::Fault fault_of_reply(const AuthRun& run, std::string_view what) {
  const std::int32_t status = run.input.status;
  const UpstreamError error = read_upstream_error(run.data(), run.now());
  sdk::Fault fault{AIP_E_UPSTREAM_PROTOCOL, std::string(what) + ": Google answered " + std::to_string(status)};
  if (!error.message.empty()) fault.message.append(": ").append(capped_message(error.message));
  if (!error.help_url.empty()) fault.message.append(" (").append(error.help_url).append(")");
  if (status == 401) fault.error_class = AIP_E_AUTH;
  if (status == 403) fault.error_class = AIP_E_PERMISSION;
  if (status == 429) fault.error_class = AIP_E_RATE_LIMITED;
  if (status == 408 || status >= 500) fault.error_class = AIP_E_OVERLOADED;
  fault.retry_after_ms = error.retry_ms >= 0 ? error.retry_ms : retry_after_ms(run.input.headers);
  return fault;
}

}  // namespace aipool::gemini::code_assist
