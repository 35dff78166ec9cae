// SPDX-License-Identifier: MIT
//
// AttemptBinding is what one attempt sends with: the account's binding, with the credential of the moment where it
// has a machine for one.
//
// Flow:      take() before the exchange; renew() once, when the upstream refused the credential and nothing was
//            shown yet.
// Threading: one event loop.
// Ownership: keeps the binding until the attempt ends.
// Errors:    a fault of the credential, which rests the account and lets another one try.
#pragma once

#include <memory>
#include <optional>

#include "core/gateway/account_credential.h"
#include "core/gateway/attempt_clock.h"
#include "core/gateway/exchange.h"

namespace aipool::gateway {

class AttemptBinding {
 public:
  AttemptBinding(Transaction& transaction, const Binding& configured)
      : t_(transaction), configured_(configured), current_(&configured) {}

  const Binding& operator*() const { return *current_; }
  // Costs nothing for an account without a machine, and one look where the credential is good.
  http::Task<bool> take(AttemptClock& clock, Rare<AttemptFault>& fault);
  // True: another exchange makes sense, with what `*this` is now.
  http::Task<bool> renew(AttemptClock& clock, const Rare<AttemptFault>& fault);
  void succeeded() const noexcept { note_accepted(*current_); }

 private:
  http::Task<bool> wait(AttemptClock& clock, Rare<AttemptFault>& fault);
  http::Task<bool> replace(AttemptClock& clock);

  Transaction& t_;
  const Binding& configured_;
  const Binding* current_;
  AccountCredential::Bound held_;
  bool renewed_ = false;
};

// Says in the log that an account is out of use until somebody acts, and what there is to do.
void report_out_of_use(const Transaction& transaction, const Binding& binding, const AttemptFault& fault);

}  // namespace aipool::gateway
