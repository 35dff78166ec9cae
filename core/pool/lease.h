// SPDX-License-Identifier: MIT
//
// Lease is the right to use an account for one attempt.
//
// Flow:      from Pool; answered() at the first content, then succeeded() or failed() with what came of it. Dropped
//            without either (client gone), it says nothing about its account.
// Threading: one thread at a time; it may be handed from one to another.
// Ownership: keeps its pool alive.
// Errors:    none; what follows succeeded() or failed() is passed over.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/pool/account.h"

namespace aipool::pool {

class Pool;

class Lease {
 public:
  Lease(Lease&& other) noexcept = default;
  Lease& operator=(Lease&&) = delete;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  const AccountSettings& account() const { return account_->settings; }
  // The model that it was leased for.
  const std::string& model() const { return model_; }
  // It is the one request that decides whether the account, or the model on it, comes back.
  bool decides() const { return pass_.probe || (model_pass_ && model_pass_->probe); }

  // The account answers: whoever waits for that need not wait for the end.
  void answered();
  // Either one ends the lease.
  void succeeded();
  void failed(const Verdict& verdict, TimePoint now);

 private:
  friend class Pool;
  Lease(std::shared_ptr<Pool> pool, Account* account, std::string model)
      : pool_(std::move(pool)), account_(account), model_(std::move(model)) {}

  std::shared_ptr<Pool> pool_;  // none: it has ended
  Account* account_;
  std::string model_;
  std::uint64_t conversation_ = 0;
  bool judges_ = true;  // what comes of it says something about the account
  Circuit::Pass pass_;
  std::optional<Circuit::Pass> model_pass_;  // where the model had a circuit of its own
};

}  // namespace aipool::pool
