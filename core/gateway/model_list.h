// SPDX-License-Identifier: MIT
//
// ModelList remembers for a while which models the upstreams of a pool list.
//
// Flow:      gateway asks fresh(); where there is none it asks an account and store()s what came.
// Threading: every method is safe from any thread.
// Ownership: a list is shared and constant.
// Errors:    an upstream that lists nothing is an empty list, kept like any other.
// Units:     steady-clock time points.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
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

  // NULL where nothing is known or it is too old.
  Models fresh(pool::TimePoint now) const AIPOOL_EXCLUDES(mutex_) {
    Lock lock(mutex_);
    return models_ && now - stored_ < kLifetime ? models_ : nullptr;
  }
  // What another list knows that is about the same accounts.
  void take_over(const ModelList& before) AIPOOL_EXCLUDES(mutex_) {
    Models models;
    pool::TimePoint stored{};
    {
      Lock lock(before.mutex_);
      models = before.models_;
      stored = before.stored_;
    }
    Lock lock(mutex_);
    models_ = std::move(models);
    stored_ = stored;
  }
  Models store(std::vector<Model> models, pool::TimePoint now) AIPOOL_EXCLUDES(mutex_) {
    auto shared = std::make_shared<const std::vector<Model>>(std::move(models));
    Lock lock(mutex_);
    stored_ = now;
    models_ = shared;
    return shared;
  }

 private:
  mutable Mutex mutex_;
  Models models_ AIPOOL_GUARDED_BY(mutex_);
  pool::TimePoint stored_ AIPOOL_GUARDED_BY(mutex_){};
};

}  // namespace aipool::gateway
