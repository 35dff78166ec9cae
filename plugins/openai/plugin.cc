// SPDX-License-Identifier: MIT
#include "plugins/openai/chat_protocol.h"
#include "plugins/openai/provider.h"
#include "plugins/openai/responses/protocol.h"

namespace aipool::openai {

// The library: protocols openai.chat and openai.responses, and provider openai-custom.
class OpenAiPlugin final : public sdk::Plugin {
 public:
  OpenAiPlugin(sdk::Host host, aip_fields)
      : client_(host), upstream_(host), responses_client_(host), responses_upstream_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }

 private:
  ChatClient client_;
  ChatUpstream upstream_;
  responses::ResponsesClient responses_client_;
  responses::ResponsesUpstream responses_upstream_;
  OpenAiProvider provider_;
  sdk::Protocol chat_{kChatProtocol, &client_, &upstream_};
  sdk::Protocol responses_{responses::kProtocol, &responses_client_, &responses_upstream_};
  const sdk::Protocol* protocols_[2] = {&chat_, &responses_};
  const sdk::Provider* providers_[1] = {&provider_};
};

}  // namespace aipool::openai

AIPOOL_PLUGIN(aipool::openai::OpenAiPlugin, "openai", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"openai.chat","client":true,"upstream":true},)"
              R"({"id":"openai.responses","client":true,"upstream":true}],)"
              R"("providers":[{"id":"openai-custom","protocols":["openai.chat","openai.responses"]}])",
              {});
