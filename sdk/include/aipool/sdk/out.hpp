// SPDX-License-Identifier: MIT
//
// Out is where the answer of one call goes: bytes, splices, events, upstream requests and timers.
//
// Flow:      made by the barrier; what a call may use is said where it is declared.
// Threading: belongs to the call.
// Ownership: the host copies what it keeps before a function returns.
// Errors:    when the receiver is gone (AIP_STOP) everything further is passed over and stopped() says so; any other
// refusal
//            is thrown as a Fault.
// Units:     milliseconds, bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "aipool/abi/exchange.h"
#include "aipool/sdk/bytes.hpp"
#include "aipool/sdk/fault.hpp"

namespace aipool::sdk {

class Out {
 public:
  explicit Out(const aip_out& out) noexcept : out_(out) {}

  void bytes(std::string_view text) { call(out_.bytes, sdk::bytes(text)); }
  void event(const aip_event& event) { call(out_.event, &event); }
  void http(const aip_http& request) { call(out_.http, &request); }
  void timer(std::uint32_t timer_id, std::uint32_t delay_ms) { call(out_.timer, timer_id, delay_ms); }
  void splice(std::size_t offset, std::size_t erase, std::string_view insert) {
    const aip_splice splice = {offset, erase, sdk::bytes(insert)};
    call(out_.splice, &splice);
  }

  bool stopped() const noexcept { return stopped_; }

 private:
  template <class Callback, class... Args>
  void call(Callback callback, Args... args) {
    if (stopped_) return;
    if (callback == nullptr) throw Fault{AIP_E_INTERNAL, "this call cannot answer in that way"};
    const aip_rc rc = callback(out_.ctx, args...);
    if (rc == AIP_STOP) {
      stopped_ = true;
    } else if (rc < 0) {
      throw Fault{rc,
                  rc == AIP_E_NOMEM ? "the answer is over its memory budget" : "the host refused a part of the answer"};
    }
  }

  const aip_out& out_;
  bool stopped_ = false;
};

}  // namespace aipool::sdk
