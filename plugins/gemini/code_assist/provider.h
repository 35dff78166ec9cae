// SPDX-License-Identifier: MIT
//
// Provider gemini-oauth: Gemini through Google's Code Assist, which puts gemini.generate into an envelope.
//
// Flow:      check_account -> for each attempt prepare(), unwrap() of each frame -> judge() on a failure. The list
//            of models is the account's own.
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    sdk::Fault with the operator's key in `param`.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini::code_assist {

class CodeAssistProvider final : public sdk::Provider,
                                 public sdk::Judge,
                                 public sdk::Unwrapper,
                                 public sdk::OwnDecoder {
 public:
  explicit CodeAssistProvider(sdk::Host host) : host_(host) {}

  std::string_view id() const override;
  std::string_view default_base_url() const override;
  std::string_view auth() const override;
  std::span<const aip_bytes> protocols() const override;
  std::span<const aip_option> account_options() const override;
  aip_enum support(const aip_account& account, aip_enum operation) const override;
  void check_account(sdk::Env& env, const aip_account& account) const override;
  void prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
               aip_prepared& prepared) const override;
  std::string_view unwrap(sdk::Env& env, std::string_view data) const override;
  void judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const override;
  void decode_own(sdk::Env& env, const aip_account& account, const aip_request& request, const aip_reply& reply,
                  sdk::Out& out) const override;

 private:
  sdk::Host host_;
};

}  // namespace aipool::gemini::code_assist
