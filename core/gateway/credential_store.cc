// SPDX-License-Identifier: MIT
#include "core/gateway/credential_store.h"

#include <utility>

namespace aipool::gateway {

CredentialStore::CredentialStore(Logger& logger)
    : logger_(logger), background_([&logger](std::exception_ptr) {
        logger.log(LogLevel::kError, "an exception reached the background loop", {});
      }) {}

std::shared_ptr<Credential> CredentialStore::open(std::shared_ptr<const AuthSite> site,
                                                  std::shared_ptr<const plugin::AccountHandle> account) {
  std::shared_ptr<Credential> credential;
  {
    const Lock lock(mutex_);
    std::erase_if(known_, [](const auto& entry) { return entry.second.expired(); });
    std::weak_ptr<Credential>& known = known_[site->key];
    credential = known.lock();
    if (!credential) {
      credential = std::make_shared<Credential>(background_, logger_);
      credential->adopt(std::move(site), std::move(account));
      known = credential;
    }
  }
  return credential;
}

}  // namespace aipool::gateway
