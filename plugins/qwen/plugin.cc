// SPDX-License-Identifier: MIT
#include "plugins/qwen/provider.h"

namespace aipool::qwen {

// The library: provider qwen-custom. The protocol that it speaks is that of plugins/openai.
class QwenPlugin final : public sdk::Plugin {
 public:
  QwenPlugin(sdk::Host, aip_fields) {}

  std::span<const sdk::Provider* const> providers() const override { return providers_; }

 private:
  QwenProvider provider_;
  const sdk::Provider* providers_[1] = {&provider_};
};

}  // namespace aipool::qwen

AIPOOL_PLUGIN(aipool::qwen::QwenPlugin, "qwen", "0.1.0", "aipool", "MIT",
              R"("protocols":[],"providers":[{"id":"qwen-custom","protocols":["openai.chat"]}])", {});
