// SPDX-License-Identifier: MIT
#include "plugins/gemini/gemini_protocol.h"
#include "plugins/gemini/provider.h"

namespace aipool::gemini {

// The library: protocol gemini.generate and provider gemini-custom.
class GeminiPlugin final : public sdk::Plugin {
 public:
  GeminiPlugin(sdk::Host host, aip_fields) : client_(host), upstream_(host), provider_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }

 private:
  GenerateClient client_;
  GenerateUpstream upstream_;
  GeminiProvider provider_;
  sdk::Protocol generate_{kProtocol, &client_, &upstream_};
  const sdk::Protocol* protocols_[1] = {&generate_};
  const sdk::Provider* providers_[1] = {&provider_};
};

}  // namespace aipool::gemini

AIPOOL_PLUGIN(aipool::gemini::GeminiPlugin, "gemini", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"gemini.generate","client":true,"upstream":true}],)"
              R"("providers":[{"id":"gemini-custom","protocols":["gemini.generate"]}])",
              {});
