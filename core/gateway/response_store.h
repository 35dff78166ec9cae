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

// Where an item of an answer stands in its body.
struct StoredItem {
  std::string id;
  std::size_t offset = 0;
  std::size_t size = 0;
};

// One request and its answer. Where an upstream keeps them itself, only whose they are.
struct StoredResponse {
  std::string previous_id;          // that it continued
  std::string body;                 // the answer as its client's protocol shows a whole one; empty: an upstream keeps it
  std::vector<StoredItem> items;    // of it
  std::vector<aip_message> input;   // the request's own, in `memory`
  aip_message turn{};               // the answer, likewise
  sdk::MessageKeeper memory;

  std::string provider;             // that made it and may know what its items refer to; empty: nobody does
  std::string account;

  bool kept_upstream() const { return body.empty(); }
};

class ResponseStore {
 public:
  static constexpr StoreBounds kBounds{16 * 1024, std::size_t{64} << 20, std::chrono::hours(24)};
  static constexpr StoreBounds kItemBounds{64 * 1024, std::size_t{16} << 20, std::chrono::hours(24)};
  using Shared = std::shared_ptr<const StoredResponse>;
  struct Item {
    Shared response;  // empty: not there
    std::string_view text;
  };

  explicit ResponseStore(const StoreBounds& bounds = kBounds) : responses_(bounds), items_(kItemBounds) {}

  // `client`: the short name of its key; nothing is ever found under another one.
  void put(std::string_view client, std::string_view id, Shared response);
  Shared find(std::string_view client, std::string_view id);  // empty: not there
  // An item of an answer that is kept here, by the item's own id.
  Item find_item(std::string_view client, std::string_view id);
  void erase(std::string_view client, std::string_view id);

 private:
  struct Place {
    std::weak_ptr<const StoredResponse> response;
    std::size_t offset;
    std::size_t size;
  };

  BoundedStore<StoredResponse> responses_;
  BoundedStore<Place> items_;
};

}  // namespace aipool::gateway
