// SPDX-License-Identifier: MIT
//
// Provider qwen-custom: models of Alibaba Cloud (DashScope, Model Studio) by API key, on its endpoints that are
// compatible with openai.chat.
//
// Flow:      check_account -> for each attempt prepare() -> judge() on a failure.
// Threading: read-only.
// Ownership: the plugin owns it.
// Errors:    sdk::Fault with the operator's key in `param`.
#pragma once

#include "aipool/sdk.hpp"

namespace aipool::qwen {

class QwenProvider final : public sdk::Provider, public sdk::Judge {
 public:
  std::string_view id() const override { return "qwen-custom"; }
  std::string_view default_base_url() const override { return "https://dashscope.aliyuncs.com/compatible-mode/v1"; }
  std::span<const aip_bytes> protocols() const override;
  std::span<const aip_option> account_options() const override;
  aip_enum support(const aip_account& account, aip_enum operation) const override;
  void check_account(sdk::Env& env, const aip_account& account) const override;
  void prepare(sdk::Env& env, const aip_account& account, const aip_request& request,
               aip_prepared& prepared) const override;
  void judge(sdk::Env& env, const aip_failure& failure, aip_verdict& verdict) const override;
};

}  // namespace aipool::qwen
