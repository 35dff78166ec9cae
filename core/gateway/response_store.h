// SPDX-License-Identifier: MIT
//
// ResponseStore keeps answers that clients may refer to by id: as the past of a request to come, or to get them again.
//
// Flow:      a complete answer is put; requests that name its id find it.
// Threading: every method is safe from any thread.
// Ownership: owns copies; what was found stays valid when it is forgotten meanwhile.
// Errors:    none; whatever is over a bound pushes out what was used longest ago. All is gone at a restart.
// Units:     bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "aipool/sdk/message_keeper.hpp"
#include "core/base/bounded_store.h"

namespace aipool::gateway {

// One request and its answer. Where an upstream keeps them itself, only whose they are.
struct StoredResponse {
  std::string previous_id;          // that it continued
  std::string body;                 // the answer as its client's protocol shows a whole one
  std::vector<aip_message> input;   // the request's own, in `memory`
  aip_message turn{};               // the answer, likewise
  sdk::MessageKeeper memory;

  std::string provider;             // empty: kept here
  std::string account;

  bool kept_upstream() const { return !provider.empty(); }
};

class ResponseStore {
 public:
  static constexpr StoreBounds kBounds{16 * 1024, std::size_t{64} << 20, std::chrono::hours(24)};
  using Shared = std::shared_ptr<const StoredResponse>;

  explicit ResponseStore(const StoreBounds& bounds = kBounds) : responses_(bounds) {}

  // `client`: the short name of its key; nothing is ever found under another one.
  void put(std::string_view client, std::string_view id, Shared response);
  Shared find(std::string_view client, std::string_view id);  // empty: not there
  void erase(std::string_view client, std::string_view id);

 private:
  BoundedStore<StoredResponse> responses_;
};

}  // namespace aipool::gateway
