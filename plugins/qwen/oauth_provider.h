// SPDX-License-Identifier: MIT
//
// Provider qwen-oauth: the models of Qwen Code's sign-in, at the address that the sign-in names. The vendor
// withdrew its free tier (README.md).
//
// Flow:      check_account -> for each attempt prepare() with the machine's token -> judge() on a failure.
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    sdk::Fault with the operator's key in `param`.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::qwen {

class QwenOauthProvider final : public sdk::Provider, public sdk::Judge {
 public:
  QwenOauthProvider();

  std::string_view id() const override { return "qwen-oauth"; }
  std::string_view auth() const override { return "qwen"; }
  std::string_view default_base_url() const override;
  std::span<const aip_bytes> protocols() const override;
  std::span<const aip_option> account_options() const override { return options_; }
  aip_enum support(const aip_account& account, aip_enum operation) const override;
  void check_account(sdk::Env& env, const aip_account& account) const override;
  void prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
               aip_prepared& prepared) const override;
  void judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const override;

 private:
  std::vector<aip_option> options_;  // those of compatible hosts, and its own
};

}  // namespace aipool::qwen
