// SPDX-License-Identifier: MIT
#include "core/gateway/signature_store.h"

#include <gtest/gtest.h>

namespace aipool::gateway {
namespace {

constexpr ThoughtOwner kOwner{"client", "provider", "host", "protocol"};

std::shared_ptr<const Thoughts> thought(std::string text, std::string signature = "s") {
  return std::make_shared<Thoughts>(Thoughts{{.text = std::move(text), .signature = std::move(signature), .data = {}}});
}

TEST(SignatureStore, FindsForTheSameOwnerOnly) {
  SignatureStore store;
  EXPECT_TRUE(store.empty());
  store.put(SignatureStore::by_call(kOwner.scope(), "call-1"), thought("deep"));
  ASSERT_TRUE(store.find(SignatureStore::by_call(kOwner.scope(), "call-1")));
  EXPECT_EQ(store.find(SignatureStore::by_call(kOwner.scope(), "call-1"))->front().text, "deep");
  EXPECT_FALSE(store.find(SignatureStore::by_text(kOwner.scope(), "call-1")));
  for (const ThoughtOwner& other : {ThoughtOwner{"other", "provider", "host", "protocol"},
                                    {"client", "other", "host", "protocol"},
                                    {"client", "provider", "other", "protocol"},
                                    {"client", "provider", "host", "other"},
                                    {"clientprovider", "", "host", "protocol"}}) {
    EXPECT_FALSE(store.find(SignatureStore::by_call(other.scope(), "call-1")));
  }
}

TEST(SignatureStore, BytesOfTheThoughtsCount) {
  SignatureStore store({.entries = 100, .bytes = 4096, .age = std::chrono::hours(1)});
  const auto key = [](int id) { return SignatureStore::by_call(kOwner.scope(), std::to_string(id)); };
  for (int i = 0; i < 10; ++i) store.put(key(i), thought(std::string(1000, 'x')));
  EXPECT_FALSE(store.find(key(0)));
  EXPECT_TRUE(store.find(key(9)));
}

}  // namespace
}  // namespace aipool::gateway
