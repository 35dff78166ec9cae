// SPDX-License-Identifier: MIT
#include "core/gateway/signature_store.h"

#include "core/plugin/abi_view.h"
#include "core/plugin/host_tables.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kEntryBytes = 256;  // of an entry itself, about

SignatureStore::Key key_of(const ThoughtOwner& owner, char kind, std::string_view what) {
  std::string scope;
  for (const std::string_view word : {owner.client, owner.provider, owner.protocol}) scope.append(word).push_back('\0');
  scope.push_back(kind);
  SignatureStore::Key key;
  plugin::hash_service().hmac_sha256(plugin::bytes(scope), plugin::bytes(what), key.data());
  return key;
}

std::size_t size_of(const Thoughts& thoughts) {
  std::size_t size = kEntryBytes;
  for (const Thought& thought : thoughts) {
    size += sizeof(Thought) + thought.text.size() + thought.signature.size() + thought.data.size();
  }
  return size;
}

}  // namespace

SignatureStore::Key SignatureStore::by_call(const ThoughtOwner& owner, std::string_view call_id) {
  return key_of(owner, 'c', call_id);
}

SignatureStore::Key SignatureStore::by_text(const ThoughtOwner& owner, std::string_view text) {
  return key_of(owner, 't', text);
}

void SignatureStore::put(const Key& key, std::shared_ptr<const Thoughts> thoughts) {
  const std::size_t size = size_of(*thoughts);
  if (size > bounds_.bytes || bounds_.entries == 0) return;
  const Lock lock(mutex_);
  if (const auto known = index_.find(key); known != index_.end()) {
    bytes_ -= known->second->bytes;
    entries_.erase(known->second);
    index_.erase(known);
  }
  while (entries_.size() >= bounds_.entries || bytes_ + size > bounds_.bytes) forget_oldest();
  entries_.push_front({key, std::move(thoughts), size});
  index_.emplace(key, entries_.begin());
  bytes_ += size;
}

std::shared_ptr<const Thoughts> SignatureStore::find(const Key& key) {
  const Lock lock(mutex_);
  const auto known = index_.find(key);
  if (known == index_.end()) return nullptr;
  entries_.splice(entries_.begin(), entries_, known->second);
  return known->second->thoughts;
}

bool SignatureStore::empty() const {
  const Lock lock(mutex_);
  return entries_.empty();
}

void SignatureStore::forget_oldest() {
  bytes_ -= entries_.back().bytes;
  index_.erase(entries_.back().key);
  entries_.pop_back();
}

}  // namespace aipool::gateway
