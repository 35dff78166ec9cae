// SPDX-License-Identifier: MIT
#include "plugins/claude/claude_protocol.h"
#include "plugins/claude/provider.h"

namespace aipool::claude {

// The library: protocol claude.messages and provider claude-custom.
class ClaudePlugin final : public sdk::Plugin {
 public:
  ClaudePlugin(sdk::Host host, aip_fields) : client_(host), upstream_(host), provider_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }

 private:
  MessagesClient client_;
  MessagesUpstream upstream_;
  ClaudeProvider provider_;
  sdk::Protocol messages_{kProtocol, &client_, &upstream_};
  const sdk::Protocol* protocols_[1] = {&messages_};
  const sdk::Provider* providers_[1] = {&provider_};
};

}  // namespace aipool::claude

AIPOOL_PLUGIN(aipool::claude::ClaudePlugin, "claude", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"claude.messages","client":true,"upstream":true}],)"
              R"("providers":[{"id":"claude-custom","protocols":["claude.messages"]}])",
              {});
