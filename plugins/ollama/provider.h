// SPDX-License-Identifier: MIT
//
// Provider ollama-custom: an Ollama server, ollama.com with a key, and every host that is compatible with it.
//
// Flow:      check_account -> for each attempt prepare() -> judge() on a failure.
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    sdk::Fault with the operator's key in `param`.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::ollama {

class OllamaProvider final : public sdk::Provider, public sdk::Judge {
 public:
  explicit OllamaProvider(sdk::Host host);

  std::string_view id() const override { return "ollama-custom"; }
  std::string_view default_base_url() const override { return "http://127.0.0.1:11434"; }
  std::span<const aip_bytes> protocols() const override;
  aip_enum support(const aip_account& account, aip_enum operation) const override;
  void check_account(sdk::Env& env, const aip_account& account) const override;
  void prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
               aip_prepared& prepared) const override;
  void judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const override;

 private:
  std::uint32_t chat_;  // the number of its protocol
};

}  // namespace aipool::ollama
