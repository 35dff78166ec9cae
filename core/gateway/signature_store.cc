// SPDX-License-Identifier: MIT
#include "core/gateway/signature_store.h"

#include <utility>

#include "core/plugin/abi_view.h"
#include "core/plugin/host_tables.h"

namespace aipool::gateway {
namespace {

std::size_t size_of(const Thoughts& thoughts) {
  std::size_t size = 0;
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

void SignatureStore::put(Key key, std::shared_ptr<const Thoughts> thoughts) {
  const std::size_t size = size_of(*thoughts);
  thoughts_.put(std::move(key), std::move(thoughts), size, std::chrono::steady_clock::now());
}

std::shared_ptr<const Thoughts> SignatureStore::find(const Key& key) {
  return thoughts_.find(key, std::chrono::steady_clock::now());
}

}  // namespace aipool::gateway
