// SPDX-License-Identifier: MIT
//
// OwnedError is an aip_error with its own strings: what a plugin said about a failure, kept past the call.
//
// Flow:      made from env->fail(), an ERROR event or decode_error(); goes to encode_error() and judge() as a view.
// Threading: plain value.
// Ownership: owns its text; view() borrows from it.
// Errors:    an unknown or senseless class reads as kInternal.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "aipool/abi.h"
#include "core/base/error.h"

namespace aipool::plugin {

struct OwnedError {
  ErrorCode code = ErrorCode::kInternal;
  int http_status = 0;       // 0: the table of the edge decides from the code
  std::uint32_t origin = 0;  // protocol whose words type, reason and param are; 0: the host's own
  std::optional<std::chrono::milliseconds> retry_after;
  std::string message;  // may be shown to a client
  std::string type;
  std::string reason;  // aip_error.code
  std::string param;

  static OwnedError from(const aip_error& error);
  static OwnedError from(const Error& error);
  aip_error view() const noexcept;
};

// kInternal for zero, for positive values and for classes that this host does not know.
ErrorCode error_code(aip_rc rc) noexcept;
aip_rc error_class(ErrorCode code) noexcept;

}  // namespace aipool::plugin
