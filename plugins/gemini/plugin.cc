// SPDX-License-Identifier: MIT
#include "plugins/gemini/code_assist/auth.h"
#include "plugins/gemini/code_assist/provider.h"
#include "plugins/gemini/gemini_protocol.h"
#include "plugins/gemini/provider.h"

namespace aipool::gemini {

// The library: protocol gemini.generate, providers gemini-custom and gemini-oauth, and the latter's credential machine.
class GeminiPlugin final : public sdk::Plugin {
 public:
  GeminiPlugin(sdk::Host host, aip_fields)
      : client_(host), upstream_(host), provider_(host), code_assist_(host), code_assist_auth_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }
  std::span<const sdk::Auth* const> auths() const override { return auths_; }

 private:
  GenerateClient client_;
  GenerateUpstream upstream_;
  GeminiProvider provider_;
  code_assist::CodeAssistProvider code_assist_;
  code_assist::CodeAssistAuth code_assist_auth_;
  sdk::Protocol generate_{kProtocol, &client_, &upstream_};
  const sdk::Protocol* protocols_[1] = {&generate_};
  const sdk::Provider* providers_[2] = {&provider_, &code_assist_};
  const sdk::Auth* auths_[1] = {&code_assist_auth_};
};

}  // namespace aipool::gemini

AIPOOL_PLUGIN(aipool::gemini::GeminiPlugin, "gemini", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"gemini.generate","client":true,"upstream":true}],)"
              R"("providers":[{"id":"gemini-custom","protocols":["gemini.generate"]},)"
              R"({"id":"gemini-oauth","protocols":["gemini.generate"]}])",
              {});
