// SPDX-License-Identifier: MIT
//
// Provider gemini-custom: generativelanguage.googleapis.com with an API key, and every host that is compatible with it.
//
// Flow:      check_account -> for each attempt prepare() -> judge() on a failure.
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    sdk::Fault with the operator's key in `param`.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini {

class GeminiProvider final : public sdk::Provider, public sdk::Judge {
 public:
  explicit GeminiProvider(sdk::Host host);

  std::string_view id() const override { return "gemini-custom"; }
  std::string_view default_base_url() const override { return "https://generativelanguage.googleapis.com"; }
  std::span<const aip_bytes> protocols() const override;
  std::span<const aip_option> account_options() const override;
  aip_enum support(const aip_account& account, aip_enum operation) const override;
  void check_account(sdk::Env& env, const aip_account& account) const override;
  void prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
               aip_prepared& prepared) const override;
  void judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const override;

 private:
  std::uint32_t generate_;  // the number of its protocol
};

}  // namespace aipool::gemini
