// SPDX-License-Identifier: MIT
#include "plugins/kiro/kiro_protocol.h"
#include "plugins/kiro/provider.h"
#include "plugins/kiro/sign_in/kiro_auth.h"

namespace aipool::kiro {
namespace {

// Frames cannot be checked without it.
const aip_hash_service& hash_of(const sdk::Host& host) {
  const aip_hash_service* hash = host.hash();
  if (hash == nullptr) throw sdk::Fault{AIP_E_UNSUPPORTED, "the host has no " AIP_SERVICE_HASH};
  return *hash;
}

}  // namespace

// The library: protocol kiro.generate, which no client speaks, provider kiro-oauth and its credential machine.
class KiroPlugin final : public sdk::Plugin {
 public:
  KiroPlugin(sdk::Host host, aip_fields) : upstream_(host, hash_of(host)), provider_(host), auth_(host) {}

  std::span<const sdk::Protocol* const> protocols() const override { return protocols_; }
  std::span<const sdk::Provider* const> providers() const override { return providers_; }
  std::span<const sdk::Auth* const> auths() const override { return auths_; }

 private:
  KiroUpstream upstream_;
  KiroProvider provider_;
  KiroAuth auth_;
  sdk::Protocol generate_{kProtocol, nullptr, &upstream_};
  const sdk::Protocol* protocols_[1] = {&generate_};
  const sdk::Provider* providers_[1] = {&provider_};
  const sdk::Auth* auths_[1] = {&auth_};
};

}  // namespace aipool::kiro

AIPOOL_PLUGIN(aipool::kiro::KiroPlugin, "kiro", "0.1.0", "aipool", "MIT",
              R"("protocols":[{"id":"kiro.generate","client":false,"upstream":true}],)"
              R"("providers":[{"id":"kiro-oauth","protocols":["kiro.generate"]}])",
              {});
