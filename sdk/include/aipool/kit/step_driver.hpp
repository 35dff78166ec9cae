// SPDX-License-Identifier: MIT
//
// StepDriver runs one call of a step-form provider on the fake host's clock.
//
// Flow:      StepDriver call(plugin, "echo", account, request); call.start(); call.run(); call.seen().fold.text(...)
// Threading: one thread.
// Ownership: borrows plugin, account and request; closes the call when it is destroyed.
// Errors:    functions return the plugin's code; what it said is in request.call().fault().
// Units:     milliseconds of the fake clock.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "aipool/abi/provider.h"
#include "aipool/kit/account.hpp"
#include "aipool/kit/collector.hpp"
#include "aipool/kit/plugin.hpp"
#include "aipool/kit/request.hpp"

namespace aipool::kit {

class StepDriver {
 public:
  StepDriver(const Plugin& plugin, std::string_view provider_id, const Account& account, Request& request)
      : steps_(*plugin.provider(provider_id).steps), request_(request) {
    opened_ = steps_.open(plugin.instance(), request.call().env(), account.table(), &request.canonical(), &call_);
  }
  StepDriver(const StepDriver&) = delete;
  StepDriver& operator=(const StepDriver&) = delete;
  ~StepDriver() {
    if (opened_ == AIP_OK) steps_.close(call_);
  }

  aip_rc start() {
    if (opened_ != AIP_OK) return opened_;
    aip_input input = make(AIP_INPUT_START);
    return step(input);
  }

  aip_rc step(const aip_input& input) {
    const std::size_t timers_before = seen_.timers.size();
    const aip_rc rc = steps_.step(call_, request_.call().env(), &input, seen_.out(kEvents | kHttp | kTimers));
    const auto now = static_cast<std::uint64_t>(request_.call().host().unix_ms());
    for (std::size_t i = timers_before; i < seen_.timers.size(); ++i) {
      due_.push_back({now + seen_.timers[i].delay_ms, seen_.timers[i].id});
    }
    return rc;
  }

  // Lets time pass until the call is done, fails, or waits for nothing; at most `steps` timers.
  aip_rc run(std::size_t steps = 100'000) {
    aip_rc rc = AIP_OK;
    while (rc >= 0 && !done() && !due_.empty() && steps-- > 0) rc = next_timer();
    return rc;
  }

  aip_rc next_timer() {
    const auto first =
        std::min_element(due_.begin(), due_.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
    const Due due = *first;
    due_.erase(first);
    FakeHost& host = request_.call().host();
    host.advance(due.at - static_cast<std::uint64_t>(host.unix_ms()));
    aip_input input = make(AIP_INPUT_TIMER);
    input.timer_id = due.timer_id;
    return step(input);
  }

  bool done() const noexcept { return seen_.fold.ended() || seen_.fold.failed(); }
  Collector& seen() noexcept { return seen_; }

  static aip_input make(aip_enum kind) noexcept {
    aip_input input{};
    input.struct_size = sizeof input;
    input.kind = kind;
    return input;
  }

 private:
  struct Due {
    std::uint64_t at;
    std::uint32_t timer_id;
  };

  const aip_steps& steps_;
  Request& request_;
  Collector seen_;
  std::vector<Due> due_;
  void* call_ = nullptr;
  aip_rc opened_ = AIP_E_INTERNAL;
};

}  // namespace aipool::kit
