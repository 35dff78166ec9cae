// SPDX-License-Identifier: MIT
#include "plugins/openai/convert.h"
#include "plugins/openai/provider.h"

namespace aipool::openai {
namespace {

// What the client refers to is not there; that says nothing about a model.
bool is_about_what_is_stored(const aip_failure& failure) {
  const std::string_view param = sdk::view(failure.error->param);
  return sdk::asks_for_stored(failure.operation) || param == "input" || param == "previous_response_id";
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
