// SPDX-License-Identifier: MIT
#include "plugins/qwen/provider.h"

#include "plugins/qwen/fault_rules.h"
#include "plugins/qwen/request_rules.h"

namespace aipool::qwen {
namespace {

constexpr aip_bytes kProtocols[] = {sdk::bytes(kProtocol)};

std::string_view key_of(const aip_account& account) {
  return sdk::find(account.credential, "api_key").value_or(std::string_view());
}

}  // namespace

std::span<const aip_bytes> QwenProvider::protocols() const { return kProtocols; }

std::span<const aip_option> QwenProvider::account_options() const { return convert::kChatOptions; }

aip_enum QwenProvider::support(const aip_account&, aip_enum operation) const { return supported(operation); }

void QwenProvider::check_account(sdk::Env& env, const aip_account& account) const {
  if (key_of(account).empty()) throw sdk::Fault{AIP_E_INVALID_REQUEST, "is missing", "api_key"};
  convert::check_dialect(convert::chat_dialect(account.options));
  protocol_of(env, account);
}

void QwenProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                           aip_prepared& prepared) const {
  prepare_request(env, account, request, key_of(account), prepared);
}

void QwenProvider::judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const {
  judge_failure(Credential::kKey, env.now_unix_ms(), failure, verdict);
}

}  // namespace aipool::qwen
