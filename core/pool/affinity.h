// SPDX-License-Identifier: MIT
//
// Affinity remembers which account served a conversation last, so that the next turn finds its prompt in the
// upstream's cache.
//
// Flow:      Pool asks find() at each lease, and says put() when one has succeeded.
// Threading: guarded by the pool's lock.
// Ownership: plain values; the conversations used longest ago are forgotten first.
// Errors:    none.
// Units:     kMax conversations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <unordered_map>

#include "core/pool/time_point.h"

namespace aipool::pool {

class Affinity {
 public:
  static constexpr std::size_t kMax = 16'384;

  explicit Affinity(std::chrono::milliseconds lifetime) : lifetime_(lifetime) {}

  bool on() const { return lifetime_.count() > 0; }
  std::size_t size() const { return entries_.size(); }

  std::optional<std::size_t> find(std::uint64_t conversation, TimePoint now) const {
    const auto known = index_.find(conversation);
    if (known == index_.end() || now - known->second->at > lifetime_) return std::nullopt;
    return known->second->account;
  }

  void put(std::uint64_t conversation, std::size_t account, TimePoint now) {
    if (!on() || conversation == 0) return;
    if (const auto known = index_.find(conversation); known != index_.end()) {
      entries_.erase(known->second);
      index_.erase(known);
    }
    while (!entries_.empty() && (entries_.size() >= kMax || now - entries_.back().at > lifetime_)) {
      index_.erase(entries_.back().conversation);
      entries_.pop_back();
    }
    entries_.push_front({conversation, account, now});
    index_.emplace(conversation, entries_.begin());
  }

  // The oldest first.
  void each(const std::function<void(std::uint64_t, std::size_t, TimePoint)>& visit) const {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry)
      visit(entry->conversation, entry->account, entry->at);
  }

 private:
  struct Entry {
    std::uint64_t conversation;
    std::size_t account;
    TimePoint at;
  };

  const std::chrono::milliseconds lifetime_;
  std::list<Entry> entries_;  // the latest first
  std::unordered_map<std::uint64_t, std::list<Entry>::iterator> index_;
};

}  // namespace aipool::pool
