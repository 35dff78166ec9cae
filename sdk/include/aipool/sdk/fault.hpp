// SPDX-License-Identifier: MIT
//
// Fault is what plugin code throws to fail the call it is in.
//
// Flow:      throw Fault{AIP_E_INVALID_REQUEST, "is not a list", "messages"}; the barrier reports it to the host.
// Threading: plain values.
// Ownership: owns its text.
// Errors:    the message may be shown to a client: one sentence, no credential, no prompt.
// Units:     milliseconds.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "aipool/abi/types.h"
#include "aipool/sdk/bytes.hpp"

namespace aipool::sdk {

struct Fault {
  std::int32_t error_class = AIP_E_INTERNAL;
  std::string message{};
  std::string param{};
  std::string type{};
  std::string code{};
  std::int32_t http_status = 0;  // 0: the host's table decides from the class
  std::uint32_t origin = 0;      // protocol whose words type, code and param are
  std::int64_t retry_after_ms = -1;
};

// The same as the ABI says it; it borrows from the fault.
inline aip_error error_of(const Fault& fault) noexcept {
  aip_error error{};
  error.struct_size = sizeof error;
  error.error_class = fault.error_class < 0 ? fault.error_class : AIP_E_INTERNAL;
  error.http_status = fault.http_status;
  error.origin = fault.origin;
  error.retry_after_ms = fault.retry_after_ms;
  error.message = bytes(fault.message);
  error.type = bytes(fault.type);
  error.code = bytes(fault.code);
  error.param = bytes(fault.param);
  return error;
}

inline Fault invalid_request(std::string message, std::string param = {}) {
  return {AIP_E_INVALID_REQUEST, std::move(message), std::move(param)};
}

inline Fault upstream_fault(std::string message) { return {AIP_E_UPSTREAM_PROTOCOL, std::move(message)}; }

}  // namespace aipool::sdk
