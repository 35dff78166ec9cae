// SPDX-License-Identifier: MIT
#include "plugins/kiro/error.h"
#include "plugins/kiro/own_answers.h"
#include "plugins/kiro/provider.h"

namespace aipool::kiro {
namespace {

// Waiting or another account may help, but this one shall be renewed first.
void ask_for_refresh(aip_verdict& verdict) {
  convert::decide(verdict, AIP_FAULT_CREDENTIAL, AIP_SCOPE_ACCOUNT, AIP_YES);
  verdict.flags |= AIP_VERDICT_REFRESH;
}

// A limit that ends, not a credential that is no good.
void rest_until_reset(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) {
  json::Document document;
  static_cast<void>(document.parse(sdk::view(failure.body)));
  convert::decide(verdict, AIP_FAULT_UPSTREAM, AIP_SCOPE_ACCOUNT, AIP_YES);
  const std::int64_t now = env.now_unix_ms();
  if (verdict.retry_after_ms < 0) verdict.retry_after_ms = reset_unix_ms(document.root(), now) - now;
}

// What the service's own words mean for the account that it refuses.
bool is_out_of_use(const aip_error& error) {
  const std::string_view message = sdk::view(error.message);
  const auto says = [&](std::string_view words) { return message.find(words) != std::string_view::npos; };
  return sdk::view(error.code) == kSuspended || says("not authorized") || says("quota");
}

}  // namespace

void KiroProvider::judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const {
  if (failure.error == nullptr) return;
  const aip_error& error = *failure.error;
  convert::judge_by_class(failure, verdict);
  const std::string_view code = sdk::view(error.code);
  switch (error.error_class) {
    case AIP_E_AUTH:
      return ask_for_refresh(verdict);
    case AIP_E_QUOTA:
      return rest_until_reset(env, failure, verdict);
    case AIP_E_PERMISSION:
      if (is_out_of_use(error)) verdict.flags |= AIP_VERDICT_PERMANENT;
      return;
    case AIP_E_OVERLOADED:
      // The model is short of room, not the account.
      if (code.find("INSUFFICIENT_MODEL_CAPACITY") != std::string_view::npos) verdict.scope = AIP_SCOPE_MODEL;
      return;
    default:
      return;
  }
}

}  // namespace aipool::kiro
