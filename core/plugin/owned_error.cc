// SPDX-License-Identifier: MIT
#include "core/plugin/owned_error.h"

#include "core/plugin/abi_view.h"

namespace aipool::plugin {

ErrorCode error_code(aip_rc rc) noexcept {
  const bool known = rc <= AIP_E_INVALID_REQUEST && rc >= AIP_E_INTERNAL;
  return known ? static_cast<ErrorCode>(-rc) : ErrorCode::kInternal;
}

aip_rc error_class(ErrorCode code) noexcept { return -static_cast<aip_rc>(code); }

OwnedError OwnedError::from(const aip_error& source) {
  const aip_error error = zero_extended(&source);
  OwnedError owned;
  owned.code = error_code(error.error_class);
  owned.http_status = error.http_status;
  owned.origin = error.origin;
  // Zero is what a plugin leaves that filled the struct with zeros, and says no more than "not said".
  if (error.retry_after_ms > 0) owned.retry_after = std::chrono::milliseconds(error.retry_after_ms);
  owned.message = text(error.message);
  owned.type = text(error.type);
  owned.reason = text(error.code);
  owned.param = text(error.param);
  return owned;
}

OwnedError OwnedError::from(const Error& error) {
  OwnedError owned;
  owned.code = error.code;
  owned.retry_after = error.retry_after;
  owned.message = error.client_text;
  return owned;
}

aip_error OwnedError::view() const noexcept {
  aip_error error = sized<aip_error>();
  error.error_class = error_class(code);
  error.http_status = http_status;
  error.origin = origin;
  error.retry_after_ms = retry_after ? retry_after->count() : -1;
  error.message = bytes(message);
  error.type = bytes(type);
  error.code = bytes(reason);
  error.param = bytes(param);
  return error;
}

}  // namespace aipool::plugin
