// SPDX-License-Identifier: MIT
//
// echo: a model inside the server that does what the prompt says. It needs no account and no network.
#include <aipool/sdk.hpp>
#include <array>

#include "generation.h"
#include "lookup.h"

namespace echo {
namespace {

namespace sdk = aipool::sdk;

// [doc:provider]
class EchoProvider final : public sdk::Provider, public sdk::Steps {
 public:
  explicit EchoProvider(sdk::Host host) : host_(host) {}

  std::string_view id() const override { return "echo"; }

  aip_enum support(const aip_account&, aip_enum operation) const override {
    switch (operation) {
      case AIP_OP_GENERATE:
      case AIP_OP_COUNT_TOKENS:
      case AIP_OP_EMBED:
      case AIP_OP_LIST_MODELS:
      case AIP_OP_GET_MODEL:
        return AIP_SUPPORT_OWN;
      default:
        return AIP_SUPPORT_NONE;
    }
  }

  std::unique_ptr<sdk::StepCall> open(sdk::Env&, const aip_account&, const aip_request& request) const override {
    if (request.operation == AIP_OP_GENERATE) return std::make_unique<Generation>(host_, conversation_of(request));
    return std::make_unique<Lookup>(request);
  }

 private:
  sdk::Host host_;
};
// [/doc:provider]

// [doc:plugin]
class EchoPlugin final : public sdk::Plugin {
 public:
  EchoPlugin(sdk::Host host, aip_fields /*config*/) : provider_(host) {}

  std::span<const sdk::Provider* const> providers() const override { return all_; }

 private:
  EchoProvider provider_;
  std::array<const sdk::Provider*, 1> all_ = {&provider_};
};
// [/doc:plugin]

}  // namespace
}  // namespace echo

// [doc:export]
AIPOOL_PLUGIN(echo::EchoPlugin, "echo", "0.1.0", "aipool", "MIT",
              R"("protocols":[],"providers":[{"id":"echo","protocols":[]}])", {});
// [/doc:export]
