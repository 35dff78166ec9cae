// SPDX-License-Identifier: MIT
//
// judge_by_class() decides about a failure by the class of its error, as it holds for every vendor.
//
// Flow:      a provider's judge(), before or after what its vendor says otherwise.
// Threading: pure.
// Ownership: none.
// Errors:    none.
// Units:     milliseconds.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::convert {

inline void decide(aip_verdict& verdict, aip_enum fault, aip_enum scope, aip_enum retryable) {
  verdict.fault = fault;
  verdict.scope = scope;
  verdict.retryable = retryable;
}

// Retryable: on another account. What is not decided here the host's table of statuses decides.
inline void judge_by_class(const aip_failure& failure, aip_verdict& verdict) {
  if (failure.error == nullptr) return;
  verdict.retry_after_ms = failure.error->retry_after_ms;
  switch (failure.error->error_class) {
    case AIP_E_QUOTA:  // 429 by status, but waiting does not help: the account has no money
    case AIP_E_AUTH:
    case AIP_E_PERMISSION:
      return decide(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES);
    case AIP_E_NOT_FOUND:
      return decide(verdict, AIP_FAULT_MODEL, AIP_SCOPE_MODEL, AIP_YES);
    case AIP_E_RATE_LIMITED:
    case AIP_E_OVERLOADED:
      return decide(verdict, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
    case AIP_E_INVALID_REQUEST:
    case AIP_E_TOO_LARGE:
    case AIP_E_CONTEXT_LENGTH:
    case AIP_E_CONTENT_FILTER:
      return decide(verdict, AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO);
    default:
      return;
  }
}

}  // namespace aipool::convert
