// SPDX-License-Identifier: MIT
#include "core/gateway/signature_store.h"

#include <iterator>

#include "core/plugin/abi_view.h"
#include "core/plugin/host_tables.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kEntryBytes = 256;  // of an entry itself, about

SignatureStore::Key key_of(const ThoughtOwner& owner, char kind, std::string_view what) {
  std::string scope;
  for (const std::string_view word : {owner.client, owner.provider, owner.host, owner.protocol}) scope.append(word).push_back('\0');
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
  std::list<Entry> made;
  made.push_front({key, std::move(thoughts), size});
  std::list<Entry> forgotten;  // freed when the lock is gone
  const Lock lock(mutex_);
  if (const auto known = index_.find(key); known != index_.end()) forget(known->second, forgotten);
  while (entries_.size() >= bounds_.entries || bytes_ + size > bounds_.bytes) {
    forget(std::prev(entries_.end()), forgotten);
  }
  index_.emplace(key, made.begin());
  entries_.splice(entries_.begin(), made);
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

void SignatureStore::forget(std::list<Entry>::iterator entry, std::list<Entry>& forgotten) {
  bytes_ -= entry->bytes;
  index_.erase(entry->key);
  forgotten.splice(forgotten.begin(), entries_, entry);
}

}  // namespace aipool::gateway
