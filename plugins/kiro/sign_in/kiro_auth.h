// SPDX-License-Identifier: MIT
//
// KiroAuth is the credential machine of Kiro's accounts: it reads and refreshes Kiro's own files, and signs in by
// Google, GitHub, AWS Builder ID or an organisation's Identity Center.
//
// Flow:      phases.h; each step makes one move.
// Threading: const functions are called concurrently.
// Ownership: the plugin owns it.
// Errors:    AUTH and PERMISSION hold until the operator acts, and say what to do; all others are tried again.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::kiro {

class KiroAuth final : public sdk::Auth {
 public:
  explicit KiroAuth(sdk::Host host) : host_(host) {}

  std::string_view id() const override { return "kiro"; }
  std::string_view default_document() const override { return "~/.aws/sso/cache/kiro-auth-token.json"; }
  std::span<const aip_bytes> methods() const override;
  void step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
            sdk::AuthMove& move) const override;

 private:
  sdk::Host host_;
};

}  // namespace aipool::kiro
