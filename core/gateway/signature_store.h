// SPDX-License-Identifier: MIT
//
// SignatureStore remembers what an upstream thought, with its signatures, for clients whose protocol cannot carry that.
//
// Flow:      a SignatureRecorder puts what it saw of a converted answer; return_thoughts() finds it when the conversation
//            comes back to the provider that made it.
// Threading: every method is safe from any thread.
// Ownership: owns copies. What was found stays valid when it is forgotten meanwhile.
// Errors:    none; whatever is over a bound pushes out what was used longest ago, or is not kept. All is gone at a restart.
// Units:     bytes, of texts and signatures.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bounded_store.h"

namespace aipool::gateway {

// One part of reasoning, as its own protocol has it.
struct Thought {
  std::string text;
  std::string signature;
  std::string data;         // of a redacted one: what only its origin can read
  std::uint32_t flags = 0;  // AIP_PART_FLAG_*

  bool signed_by_origin() const { return !signature.empty() || !data.empty(); }
};
using Thoughts = std::vector<Thought>;

// Whose thoughts: nothing is ever found under another client's key, or for an upstream at another address. Clients of a
// server without keys are one.
struct ThoughtOwner {
  std::string_view client;  // the short name of its key
  std::string_view provider;
  std::string_view host;
  std::string_view protocol;

  // All of them in one text, which no other four make.
  std::string scope() const;
};

class SignatureStore {
 public:
  static constexpr StoreBounds kBounds{16 * 1024, std::size_t{32} << 20, std::chrono::hours(24)};
  using Key = std::string;

  explicit SignatureStore(const StoreBounds& bounds = kBounds) : thoughts_(bounds) {}

  // By what clients give back: the id of the call that followed the thoughts, or their text. `scope`: of the owner.
  static Key by_call(std::string_view scope, std::string_view call_id);
  static Key by_text(std::string_view scope, std::string_view text);

  void put(Key key, std::shared_ptr<const Thoughts> thoughts);
  std::shared_ptr<const Thoughts> find(const Key& key);  // empty: not there
  bool empty() const { return thoughts_.empty(); }

 private:
  BoundedStore<Thoughts> thoughts_;
};

}  // namespace aipool::gateway
