// SPDX-License-Identifier: MIT
//
// BoundedStore keeps values by key as long as they are used: bounded in number, bytes and age.
//
// Flow:      put(), find(), erase(). Whatever is over a bound pushes out what was used longest ago.
// Threading: every method is safe from any thread.
// Ownership: owns keys, shares values: what was found stays valid when it is forgotten meanwhile.
// Errors:    none; a value that alone is over a bound is not kept.
// Units:     bytes as the caller counts them, kEntryBytes for each entry itself; age since the last use.
#pragma once

#include <chrono>
#include <cstddef>
#include <iterator>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/base/mutex.h"

namespace aipool {

struct StoreBounds {
  std::size_t entries = 0;
  std::size_t bytes = 0;
  std::chrono::steady_clock::duration age{};
};

template <class Value>
class BoundedStore {
 public:
  using Shared = std::shared_ptr<const Value>;
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr std::size_t kEntryBytes = 256;  // about

  explicit BoundedStore(const StoreBounds& bounds) : bounds_(bounds) {}

  // `bytes`: of the value.
  void put(std::string key, Shared value, std::size_t bytes, TimePoint now) AIPOOL_EXCLUDES(mutex_) {
    bytes += kEntryBytes + key.size();
    if (bytes > bounds_.bytes || bounds_.entries == 0) return;
    Entries made;
    made.push_front({std::move(key), std::move(value), bytes, now});
    Entries forgotten;  // freed when the lock is gone
    const Lock lock(mutex_);
    if (const auto known = index_.find(made.front().key); known != index_.end()) forget(known->second, forgotten);
    forget_old(now, forgotten);
    while (entries_.size() >= bounds_.entries || bytes_ + bytes > bounds_.bytes) {
      forget(std::prev(entries_.end()), forgotten);
    }
    index_.emplace(made.front().key, made.begin());
    entries_.splice(entries_.begin(), made);
    bytes_ += bytes;
  }

  // Empty: not there.
  Shared find(std::string_view key, TimePoint now) AIPOOL_EXCLUDES(mutex_) {
    Entries forgotten;
    const Lock lock(mutex_);
    forget_old(now, forgotten);
    const auto known = index_.find(key);
    if (known == index_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, known->second);
    known->second->used = now;
    return known->second->value;
  }

  void erase(std::string_view key) AIPOOL_EXCLUDES(mutex_) {
    Entries forgotten;
    const Lock lock(mutex_);
    if (const auto known = index_.find(key); known != index_.end()) forget(known->second, forgotten);
  }

  bool empty() const AIPOOL_EXCLUDES(mutex_) {
    const Lock lock(mutex_);
    return entries_.empty();
  }

 private:
  struct Entry {
    std::string key;
    Shared value;
    std::size_t bytes = 0;
    TimePoint used;
  };
  using Entries = std::list<Entry>;

  void forget(typename Entries::iterator entry, Entries& forgotten) AIPOOL_REQUIRES(mutex_) {
    bytes_ -= entry->bytes;
    index_.erase(entry->key);
    forgotten.splice(forgotten.begin(), entries_, entry);
  }

  void forget_old(TimePoint now, Entries& forgotten) AIPOOL_REQUIRES(mutex_) {
    while (!entries_.empty() && now - entries_.back().used > bounds_.age) forget(std::prev(entries_.end()), forgotten);
  }

  const StoreBounds bounds_;
  mutable Mutex mutex_;
  Entries entries_ AIPOOL_GUARDED_BY(mutex_);  // the one used last comes first
  std::unordered_map<std::string_view, typename Entries::iterator> index_ AIPOOL_GUARDED_BY(mutex_);  // keys of entries_
  std::size_t bytes_ AIPOOL_GUARDED_BY(mutex_) = 0;
};

}  // namespace aipool
