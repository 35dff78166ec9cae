// SPDX-License-Identifier: MIT
#include "plugins/qwen/oauth_provider.h"

#include "plugins/qwen/fault_rules.h"
#include "plugins/qwen/request_rules.h"
#include "plugins/qwen/sign_in.h"

namespace aipool::qwen {
namespace {

constexpr aip_bytes kOauthProtocols[] = {sdk::bytes(kProtocol)};

}  // namespace

QwenOauthProvider::QwenOauthProvider() : options_(std::begin(convert::kChatOptions), std::end(convert::kChatOptions)) {
  options_.push_back(
      sdk::option("client_id", AIP_OPTION_STRING, 0, kDefaultClientId, "the OAuth client that signs in"));
}

std::string_view QwenOauthProvider::default_base_url() const { return kDefaultBaseUrl; }

std::span<const aip_bytes> QwenOauthProvider::protocols() const { return kOauthProtocols; }

aip_enum QwenOauthProvider::support(const aip_account&, aip_enum operation) const { return supported(operation); }

void QwenOauthProvider::check_account(sdk::Env& env, const aip_account& account) const {
  convert::check_dialect(convert::chat_dialect(account.options));
  protocol_of(env, account);
}

void QwenOauthProvider::prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
                                aip_prepared& prepared) const {
  const std::string_view token = sdk::find(account.credential, "access_token").value_or(std::string_view());
  prepare_request(env, account, request, token, prepared);
}

void QwenOauthProvider::judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const {
  judge_failure(Credential::kToken, env.now_unix_ms(), failure, verdict);
}

}  // namespace aipool::qwen
