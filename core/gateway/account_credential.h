// SPDX-License-Identifier: MIT
//
// AccountCredential makes bindings of one account with the credential of the moment.
//
// Flow:      an attempt asks ready(), and waits in get() where that has nothing; renew() after its upstream refused
//            one.
// Threading: safe from any thread; the awaited calls resume on the caller's loop.
// Ownership: shares the credential with other accounts; an attempt shares the binding until it ends.
// Errors:    as Credential; also a base_url in a credential that is none, or is plain http to another machine.
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/mutex.h"
#include "core/base/result.h"
#include "core/gateway/binding.h"
#include "core/gateway/credential.h"

namespace aipool::gateway {

class AccountCredential {
 public:
  using Bound = std::shared_ptr<const Binding>;

  // `base`: the account without a credential. `fixed_address`: the operator says where requests go.
  AccountCredential(Binding base, bool fixed_address, std::shared_ptr<Credential> credential);

  Bound ready() AIPOOL_EXCLUDES(mutex_);  // nothing: get() waits for it
  http::Task<Result<Bound>> get(http::EventLoop& loop, http::Cancellation& cancellation);
  http::Task<Result<Bound>> renew(http::EventLoop& loop, http::Cancellation& cancellation, std::uint64_t version);

  Credential& credential() const noexcept { return *credential_; }

 private:
  Result<Bound> bound_to(const Credential::Token& token) AIPOOL_EXCLUDES(mutex_);
  Result<Bound> bind(const Credential::Token& token) const;

  const Binding base_;
  const bool fixed_address_;
  const std::shared_ptr<Credential> credential_;
  Mutex mutex_;
  Bound latest_ AIPOOL_GUARDED_BY(mutex_);
};

}  // namespace aipool::gateway
