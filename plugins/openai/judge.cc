// SPDX-License-Identifier: MIT
#include "plugins/openai/provider.h"

namespace aipool::openai {
namespace {

void decide(aip_verdict& verdict, aip_enum fault, aip_enum scope, aip_enum retryable) {
  verdict.fault = fault;
  verdict.scope = scope;
  verdict.retryable = retryable;
}

}  // namespace

// Retryable: on another account. What is not decided here the host's table of statuses decides.
void OpenAiProvider::judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const {
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

}  // namespace aipool::openai
