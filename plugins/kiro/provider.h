// SPDX-License-Identifier: MIT
//
// Provider kiro-oauth: the service behind Kiro, with a sign-in of Kiro's own or an API key.
//
// Flow:      check_account -> for each attempt prepare() -> judge() on a failure. The list of models and the probe,
//            which asks for the quota, are its own: decode_own().
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    sdk::Fault with the operator's key in `param`.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::kiro {

class KiroProvider final : public sdk::Provider, public sdk::Judge, public sdk::OwnDecoder {
 public:
  explicit KiroProvider(sdk::Host host);

  std::string_view id() const override { return "kiro-oauth"; }
  std::string_view default_base_url() const override { return "https://q.us-east-1.amazonaws.com"; }
  std::string_view auth() const override { return "kiro"; }
  std::span<const aip_bytes> protocols() const override;
  std::span<const aip_option> account_options() const override;
  aip_enum support(const aip_account& account, aip_enum operation) const override;
  void check_account(sdk::Env& env, const aip_account& account) const override;
  void prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
               aip_prepared& prepared) const override;
  void judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const override;
  void decode_own(sdk::Env& env, const aip_account& account, const aip_request& request, const aip_reply& reply,
                  sdk::Out& out) const override;

 private:
  void set_headers(sdk::Env& env, const aip_account& account, aip_prepared& prepared) const;

  sdk::Host host_;
  std::uint32_t origin_;
};

}  // namespace aipool::kiro
