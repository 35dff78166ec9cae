// SPDX-License-Identifier: MIT
//
// ModelList remembers for a while which models the upstreams of a pool list, account by account, and their merged list.
//
// Flow:      gateway asks fresh(); where there is none it asks the accounts that are due(), keep()s what came, and
//            store()s the merged list.
// Threading: every method is safe from any thread.
// Ownership: a list is shared and constant.
// Errors:    an upstream that lists nothing is an empty list, kept like any other; one that cannot be asked keeps its
//            last.
// Units:     steady-clock time points.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/mutex.h"
#include "core/pool/time_point.h"

namespace aipool::gateway {

struct Model {
  std::string id;
  std::string name;   // for people; empty: the id
  std::string owner;
  std::int64_t created = 0;  // Unix seconds; 0: not said
  std::string json;          // the whole of it as the upstream said it,
  std::uint32_t origin = 0;  // in the form of this protocol
};

using Models = std::shared_ptr<const std::vector<Model>>;

class ModelList {
 public:
  static constexpr std::chrono::minutes kLifetime{10};
  static constexpr std::chrono::minutes kRetry{1};  // of an account that could not be asked

  // The list of the pool. NULL where nothing is known, or something is too old.
  Models fresh(pool::TimePoint now) const AIPOOL_EXCLUDES(mutex_) {
    Lock lock(mutex_);
    return models_ && now < renewal() ? models_ : nullptr;
  }
  // What another list knows that is about the same accounts.
  void take_over(const ModelList& before) AIPOOL_EXCLUDES(mutex_) {
    std::map<std::size_t, Listing> accounts;
    Models models;
    pool::TimePoint merged{};
    {
      Lock lock(before.mutex_);
      accounts = before.accounts_;
      models = before.models_;
      merged = before.merged_;
    }
    Lock lock(mutex_);
    accounts_ = std::move(accounts);
    models_ = std::move(models);
    merged_ = merged;
  }
  Models store(std::vector<Model> models, pool::TimePoint now) AIPOOL_EXCLUDES(mutex_) {
    auto shared = std::make_shared<const std::vector<Model>>(std::move(models));
    Lock lock(mutex_);
    merged_ = now;
    models_ = shared;
    return shared;
  }

  // Whether it is time to ask the account (pool::AccountSettings::index).
  bool due(std::size_t account, pool::TimePoint now) const AIPOOL_EXCLUDES(mutex_) {
    Lock lock(mutex_);
    const auto it = accounts_.find(account);
    return it == accounts_.end() || it->second.due <= now;
  }
  // What the account lists. Nothing: it could not be asked, and what was known of it stays.
  void keep(std::size_t account, std::optional<std::vector<Model>> listed, pool::TimePoint now)
      AIPOOL_EXCLUDES(mutex_) {
    Lock lock(mutex_);
    Listing& listing = accounts_[account];
    listing.due = now + (listed ? kLifetime : kRetry);
    if (listed) listing.models = std::make_shared<const std::vector<Model>>(std::move(*listed));
  }
  // NULL where it never said.
  Models of(std::size_t account) const AIPOOL_EXCLUDES(mutex_) {
    Lock lock(mutex_);
    const auto it = accounts_.find(account);
    return it == accounts_.end() ? nullptr : it->second.models;
  }

 private:
  struct Listing {
    Models models;
    pool::TimePoint due{};
  };

  pool::TimePoint renewal() const AIPOOL_REQUIRES(mutex_) {
    pool::TimePoint soonest = merged_ + kLifetime;
    for (const auto& [account, listing] : accounts_) soonest = std::min(soonest, listing.due);
    return soonest;
  }

  mutable Mutex mutex_;
  std::map<std::size_t, Listing> accounts_ AIPOOL_GUARDED_BY(mutex_);
  Models models_ AIPOOL_GUARDED_BY(mutex_);
  pool::TimePoint merged_ AIPOOL_GUARDED_BY(mutex_){};
};

}  // namespace aipool::gateway
