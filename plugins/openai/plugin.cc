// SPDX-License-Identifier: MIT
#include "plugins/openai/chat_protocol.h"
#include "plugins/openai/provider.h"

namespace aipool::openai {

// The library: protocol openai.chat and provider openai-custom.
class OpenAiPlugin final : public sdk::Plugin {
 public:
  OpenAiPlugin(sdk::Host host, aip_fields) : client_(host), upstream_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }

 private:
  ChatClient client_;
  ChatUpstream upstream_;
  OpenAiProvider provider_;
  sdk::Protocol chat_{kChatProtocol, &client_, &upstream_};
  const sdk::Protocol* protocols_[1] = {&chat_};
  const sdk::Provider* providers_[1] = {&provider_};
};

}  // namespace aipool::openai

AIPOOL_PLUGIN(aipool::openai::OpenAiPlugin, "openai", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"openai.chat","client":true,"upstream":true}],)"
              R"("providers":[{"id":"openai-custom","protocols":["openai.chat"]}])",
              {});
