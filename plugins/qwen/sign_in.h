// SPDX-License-Identifier: MIT
//
// QwenAuth is the credential machine `qwen`: the sign-in of Qwen Code, in its document ~/.qwen/oauth_creds.json.
//
// Flow:      START reads the document; an expired token, or REFRESH, leads to lock, read again, refresh, write.
//            LOGIN is the device flow with PKCE: ask, poll, lock, write.
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    AUTH where only a new login helps; RATE_LIMITED, OVERLOADED, TIMEOUT and UPSTREAM_PROTOCOL may pass.
// Units:     Unix milliseconds.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::qwen {

inline constexpr std::string_view kDefaultBaseUrl = "https://portal.qwen.ai/v1";  // where the document names none
inline constexpr std::string_view kDefaultAuthUrl = "https://chat.qwen.ai";
inline constexpr std::string_view kDefaultClientId = "f0304373b74a44d2b584a3fb70ca9e56";  // Qwen Code's, published

class QwenAuth final : public sdk::Auth {
 public:
  explicit QwenAuth(sdk::Host host) : host_(host) {}

  std::string_view id() const override { return "qwen"; }
  std::string_view default_document() const override { return "~/.qwen/oauth_creds.json"; }
  std::span<const aip_bytes> methods() const override;
  void step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
            sdk::AuthMove& move) const override;

 private:
  sdk::Host host_;
};

}  // namespace aipool::qwen
