// SPDX-License-Identifier: MIT
//
// Where a request may go when its own pool cannot answer: the pool's chain from left to right, then the model's
// fallback, then the chain of that fallback's pool. Chains are not followed further, so that none can go round.
//
// Flow:      Candidates asks for it once its pool has nothing left.
// Threading: one event loop; ask_for_lists() may ask upstreams for their model lists.
// Ownership: offers refer to the snapshot and to the request.
// Errors:    none: an entry that cannot serve the model is left out, and the log says why.
#pragma once

#include <memory_resource>
#include <string_view>
#include <vector>

#include "core/gateway/transaction.h"
#include "core/http/task.h"

namespace aipool::gateway {

// The accounts of a pool, less some, under one model.
struct Offer {
  const PoolEntry* pool = nullptr;
  std::string_view model;
  std::pmr::vector<std::size_t> ruled_out;
};

class FallbackPlan {
 public:
  // `home` and `model`: where the request was sent first. The plan is empty for a request that only its own pool
  // can serve.
  FallbackPlan(Transaction& transaction, const PoolEntry& home, std::string_view model);

  // Whether some entry needs a list that is not at hand.
  bool lacks_lists() const;
  http::Task<void> ask_for_lists();
  // What is not at hand counts as an upstream that lists nothing.
  void add_offers(std::pmr::vector<Offer>& offers);

 private:
  struct Target {
    const PoolEntry* pool;  // none: it has no account in use
    std::string_view provider;
    std::string_view model;
    bool own_model;  // the configuration names it for this target
  };

  void follow_chain(std::string_view provider, std::string_view model);
  void add(const config::FallbackTarget& target, std::string_view model);
  bool needs_list(const Target& target) const;
  void add_offers_of(const Target& target, std::pmr::vector<Offer>& offers);
  bool add_asked_model(const Target& target, std::span<const std::size_t> ignorant, std::pmr::vector<Offer>& offers);
  bool add_default_models(const Target& target, std::span<const std::size_t> ignorant, std::pmr::vector<Offer>& offers);
  void skip(const Target& target, std::string_view why);

  Transaction& t_;
  const std::string_view asked_;
  const bool renames_;
  std::pmr::vector<Target> targets_;
};

// Whether the operation means the same with another model.
bool may_be_renamed(aip_enum operation);

// Some models have a fallback of their own, whatever pool they are of.
const config::FallbackTarget* model_fallback(const Snapshot& snapshot, std::string_view model);

}  // namespace aipool::gateway
