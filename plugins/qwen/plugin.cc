// SPDX-License-Identifier: MIT
#include "plugins/qwen/oauth_provider.h"
#include "plugins/qwen/provider.h"
#include "plugins/qwen/sign_in.h"

namespace aipool::qwen {

// The library: providers qwen-custom and qwen-oauth, and the latter's machine. The protocol is that of plugins/openai.
class QwenPlugin final : public sdk::Plugin {
 public:
  QwenPlugin(sdk::Host host, aip_fields) : auth_(host) {}

  std::span<const sdk::Provider* const> providers() const override { return providers_; }
  std::span<const sdk::Auth* const> auths() const override { return auths_; }

 private:
  QwenProvider custom_;
  QwenOauthProvider oauth_;
  QwenAuth auth_;
  const sdk::Provider* providers_[2] = {&custom_, &oauth_};
  const sdk::Auth* auths_[1] = {&auth_};
};

}  // namespace aipool::qwen

AIPOOL_PLUGIN(aipool::qwen::QwenPlugin, "qwen", "0.1.0", "aipool", "MIT",
              R"("protocols":[],"providers":[{"id":"qwen-custom","protocols":["openai.chat"]},)"
              R"({"id":"qwen-oauth","protocols":["openai.chat"]}])",
              {});
