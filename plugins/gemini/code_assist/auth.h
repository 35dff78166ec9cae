// SPDX-License-Identifier: MIT
//
// CodeAssistAuth is the credential machine google-code-assist: Gemini CLI's file, Google's OAuth, Code Assist's
// onboarding.
//
// Flow:      START: read, refresh if it has to be, onboard, READY. REFRESH: lock, read again, refresh, write,
//            READY. LOGIN: ask the operator, exchange the code, write, onboard, READY.
// Threading: read-only; each step is a function of its input and the state.
// Ownership: the plugin owns it.
// Errors:    as auth_run.h.
// Units:     Unix milliseconds.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::gemini::code_assist {

class CodeAssistAuth final : public sdk::Auth {
 public:
  explicit CodeAssistAuth(sdk::Host host) : host_(host) {}

  std::string_view id() const override;
  std::string_view default_document() const override { return "~/.gemini/oauth_creds.json"; }
  std::span<const aip_bytes> methods() const override;
  void step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
            sdk::AuthMove& move) const override;

 private:
  sdk::Host host_;
};

}  // namespace aipool::gemini::code_assist
