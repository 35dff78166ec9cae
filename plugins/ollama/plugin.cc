// SPDX-License-Identifier: MIT
#include "plugins/ollama/ollama_protocol.h"
#include "plugins/ollama/provider.h"

namespace aipool::ollama {
namespace {

constexpr std::string_view kRootOption = "root";

constexpr aip_option kModuleOptions[] = {
    sdk::option(kRootOption, AIP_OPTION_BOOLEAN, 0, "false",
                "whether the routes are served at the root too, as Ollama's"),
};

}  // namespace

// The library: protocol ollama.chat and provider ollama-custom.
class OllamaPlugin final : public sdk::Plugin {
 public:
  OllamaPlugin(sdk::Host host, aip_fields config)
      : client_(host, sdk::find(config, kRootOption).value_or("") == "true"), upstream_(host), provider_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }

 private:
  OllamaClient client_;
  OllamaUpstream upstream_;
  OllamaProvider provider_;
  sdk::Protocol chat_{kProtocol, &client_, &upstream_};
  const sdk::Protocol* protocols_[1] = {&chat_};
  const sdk::Provider* providers_[1] = {&provider_};
};

}  // namespace aipool::ollama

AIPOOL_PLUGIN(aipool::ollama::OllamaPlugin, "ollama", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"ollama.chat","client":true,"upstream":true}],)"
              R"("providers":[{"id":"ollama-custom","protocols":["ollama.chat"]}])",
              aipool::ollama::kModuleOptions);
