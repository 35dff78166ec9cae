// SPDX-License-Identifier: MIT
//
// Call is the environment of one request: arenas, and what the plugin says goes wrong or gets lost.
//
// Flow:      one for each request; env() before each call into the plugin.
// Threading: one thread.
// Ownership: what a plugin puts into the call arena lives as long as the Call, which stays where it is.
// Errors:    fault() keeps what the plugin said last.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aipool/abi/host.h"
#include "aipool/kit/fake_host.hpp"
#include "aipool/sdk/bump_arena.hpp"
#include "aipool/sdk/fault.hpp"

namespace aipool::kit {

struct Loss {
  std::string pointer;
  std::string why;
};

inline sdk::Fault fault_of(const aip_error& error) {
  return {error.error_class,
          std::string(sdk::view(error.message)),
          std::string(sdk::view(error.param)),
          std::string(sdk::view(error.type)),
          std::string(sdk::view(error.code)),
          error.http_status,
          error.origin,
          error.retry_after_ms};
}

class Call {
 public:
  static constexpr std::size_t kStepBudget = std::size_t{1} << 20;
  static constexpr std::size_t kCallBudget = std::size_t{64} << 20;

  explicit Call(FakeHost& host, std::size_t call_budget = kCallBudget)
      : host_(host), step_(kStepBudget), call_(call_budget), step_table_(step_.table()), call_table_(call_.table()) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // The environment of the next call; the step arena is empty again.
  const aip_env* env() {
    step_.reset();
    fault_.reset();
    env_ = {sizeof env_,     1,           this,       &step_table_, &call_table_, this, sdk::bytes("req-1"),
            host_.unix_ms(), &Call::fail, &Call::lose};
    return &env_;
  }

  FakeHost& host() noexcept { return host_; }
  const std::optional<sdk::Fault>& fault() const noexcept { return fault_; }
  const std::vector<Loss>& losses() const noexcept { return losses_; }

 private:
  static aip_rc fail(const aip_env* env, const aip_error* error) {
    static_cast<Call*>(env->ctx)->fault_ = fault_of(*error);
    return error->error_class;
  }
  static void lose(const aip_env* env, aip_bytes pointer, aip_bytes why) {
    static_cast<Call*>(env->ctx)->losses_.push_back({std::string(sdk::view(pointer)), std::string(sdk::view(why))});
  }

  FakeHost& host_;
  sdk::BumpArena step_;
  sdk::BumpArena call_;
  aip_arena step_table_;
  aip_arena call_table_;
  aip_env env_{};
  std::optional<sdk::Fault> fault_;
  std::vector<Loss> losses_;
};

}  // namespace aipool::kit
