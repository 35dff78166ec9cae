// SPDX-License-Identifier: MIT
//
// CredentialStore keeps the credentials of all accounts, across snapshots, and the loop that their machines run on.
//
// Flow:      one for the process; a snapshot opens one credential for each account with a machine, and gets the one
//            that is there if another account, or the snapshot before, has it.
// Threading: safe from any thread.
// Ownership: credentials live as long as a snapshot has them. The store outlives all snapshots.
// Errors:    none.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/base/log.h"
#include "core/base/mutex.h"
#include "core/gateway/credential.h"
#include "core/http/background_loop.h"

namespace aipool::gateway {

class CredentialStore {
 public:
  explicit CredentialStore(Logger& logger);

  // One that is there already works on with what it has: the snapshot may yet be refused. Credential::adopt() follows.
  std::shared_ptr<Credential> open(std::shared_ptr<const AuthSite> site,
                                   std::shared_ptr<const plugin::AccountHandle> account) AIPOOL_EXCLUDES(mutex_);
  // For other work that belongs to no request.
  http::BackgroundLoop& background() noexcept { return background_; }

 private:
  Logger& logger_;
  Mutex mutex_;
  std::map<std::string, std::weak_ptr<Credential>> known_ AIPOOL_GUARDED_BY(mutex_);  // by AuthSite::key
  http::BackgroundLoop background_;                                                   // last: its end destroys the runs
};

}  // namespace aipool::gateway
