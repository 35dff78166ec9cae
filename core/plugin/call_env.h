// SPDX-License-Identifier: MIT
//
// CallEnv is the environment and the guard of one call into a plugin: aip_env, captured failure, panic barrier.
//
// Flow:      construct -> run(body) -> result(rc); the destructor empties what the call left in the step arena.
// Threading: belongs to the call. Environments of one Call nest, since a Sink may call another plugin.
// Ownership: borrows the Call and the Generation. What the plugin put into the step arena is gone with it: copy first.
// Errors:    run() turns whatever escapes into AIP_E_PANIC; result() makes the Error, sets Call::failure(), reports
// panics.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "aipool/abi.h"
#include "core/base/result.h"
#include "core/plugin/call.h"
#include "core/plugin/generation.h"
#include "core/plugin/watchdog.h"

namespace aipool::plugin {

class CallEnv {
 public:
  // `function` is for the log and must be a literal.
  CallEnv(Call& call, const Generation& callee, const char* function) noexcept;
  ~CallEnv();
  CallEnv(const CallEnv&) = delete;
  CallEnv& operator=(const CallEnv&) = delete;

  template <typename Body>  // aip_rc(const aip_env*)
  aip_rc run(Body&& body) noexcept {
    try {
      return std::forward<Body>(body)(&env_);
    } catch (...) {
      return AIP_E_PANIC;
    }
  }

  // `fault`: whose it is when the plugin itself did not fail. DECLINED is an error here: ask for it first where it has
  // a meaning of its own.
  Result<void> result(aip_rc rc, ErrorSource fault);
  Error error(aip_rc rc, ErrorSource fault);
  // The plugin broke the contract: it answered with something that makes no sense.
  Error broken(std::string_view why);

 private:
  static aip_rc on_fail(const aip_env* env, const aip_error* error) noexcept;
  static void on_loss(const aip_env* env, aip_bytes pointer, aip_bytes why) noexcept;

  Call& call_;
  const Generation& callee_;
  const char* const function_;
  const aip_env* const outer_;
  const Arena::Mark step_mark_;
  std::unique_ptr<OwnedError> said_;  // on the heap: every call has an environment, few say a thing
  aip_env env_;
  const WatchedCall watched_;
};

}  // namespace aipool::plugin
