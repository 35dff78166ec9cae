// SPDX-License-Identifier: MIT
#include "plugins/openai/convert.h"
#include "plugins/openai/provider.h"

namespace aipool::openai {
namespace {

// What the client refers to is not there; that says nothing about a model.
bool is_about_what_is_stored(const aip_failure& failure) {
  switch (failure.operation) {
    case AIP_OP_GET_RESPONSE:
    case AIP_OP_DELETE_RESPONSE:
    case AIP_OP_LIST_INPUT_ITEMS:
    case AIP_OP_CANCEL_RESPONSE:
      return true;
    default:
      return sdk::view(failure.error->param) == "input" || sdk::view(failure.error->param) == "previous_response_id";
  }
}

}  // namespace

void OpenAiProvider::judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const {
  const bool missing = failure.error != nullptr && failure.error->error_class == AIP_E_NOT_FOUND;
  if (missing && is_about_what_is_stored(failure)) {
    return convert::decide(verdict, AIP_FAULT_CLIENT, AIP_SCOPE_NONE, AIP_NO);
  }
  convert::judge_by_class(failure, verdict);
}

}  // namespace aipool::openai
