// SPDX-License-Identifier: MIT
#include "core/gateway/signature_store.h"

#include <iterator>

#include "core/plugin/abi_view.h"
#include "core/plugin/host_tables.h"

namespace aipool::gateway {
namespace {

constexpr std::size_t kEntryBytes = 256;  // of an entry itself, about

std::size_t size_of(const SignatureStore::Key& key, const Thoughts& thoughts) {
  std::size_t size = kEntryBytes + key.size();
  for (const Thought& thought : thoughts) {
    size += sizeof(Thought) + thought.text.size() + thought.signature.size() + thought.data.size();
  }
  return size;
}

}  // namespace

std::string ThoughtOwner::scope() const {
  std::string text;
  for (const std::string_view word : {client, provider, host, protocol}) text.append(word).push_back('\0');
  return text;
}

SignatureStore::Key SignatureStore::by_call(std::string_view scope, std::string_view call_id) {
  return std::string(scope).append("call:").append(call_id);
}

SignatureStore::Key SignatureStore::by_text(std::string_view scope, std::string_view text) {
  std::string digest(32, '\0');
  plugin::hash_service().sha256(plugin::bytes(text), reinterpret_cast<std::uint8_t*>(digest.data()));
  return std::string(scope).append("text:").append(digest);
}

void SignatureStore::put(const Key& key, std::shared_ptr<const Thoughts> thoughts) {
  const std::size_t size = size_of(key, *thoughts);
  if (size > bounds_.bytes || bounds_.entries == 0) return;
  std::list<Entry> made;
  made.push_front({key, std::move(thoughts), size});
  std::list<Entry> forgotten;  // freed when the lock is gone
  const Lock lock(mutex_);
  if (const auto known = index_.find(key); known != index_.end()) forget(known->second, forgotten);
  while (entries_.size() >= bounds_.entries || bytes_ + size > bounds_.bytes) {
    forget(std::prev(entries_.end()), forgotten);
  }
  index_.emplace(made.front().key, made.begin());
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
