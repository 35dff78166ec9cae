// SPDX-License-Identifier: MIT
#include "core/gateway/client_auth.h"

// OpenSSL 3 deprecates SHA256_Init() and its kin for calls that allocate a context at each digest: for a key that is twice
// the work, at every request.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include <algorithm>
#include <bit>
#include <cstdio>

#include "aipool/json/uninitialized.hpp"

namespace aipool::gateway {
namespace {

constexpr std::string_view kBearer = "bearer ";

KeyDigest digest(std::string_view key) {
  SHA256_CTX context AIPOOL_UNINITIALIZED;  // SHA256_Init() clears it
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> out;
  SHA256_Init(&context);
  SHA256_Update(&context, key.data(), key.size());
  SHA256_Final(out.data(), &context);
  return std::bit_cast<KeyDigest>(out);
}

// Without a branch on any part of them.
bool same_digest(const KeyDigest& a, const KeyDigest& b) noexcept {
  std::uint64_t differences = 0;
  for (std::size_t i = 0; i < a.size(); ++i) differences |= a[i] ^ b[i];
  return differences == 0;
}

std::optional<std::string_view> query_key(std::string_view query) {
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.starts_with("key=")) return pair.substr(4);
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
  }
  return std::nullopt;
}

}  // namespace

KeyDigest digest_of(std::string_view text) { return digest(text); }

std::optional<std::string_view> client_key(const http::RequestHead& head) {
  if (const auto authorization = head.headers.find("authorization")) {
    if (authorization->size() > kBearer.size() &&
        http::equals_ignoring_case(authorization->substr(0, kBearer.size()), kBearer)) {
      return authorization->substr(kBearer.size());
    }
  }
  if (const auto key = head.headers.find("x-api-key")) return key;
  if (const auto key = head.headers.find("x-goog-api-key")) return key;
  return query_key(head.query);
}

ClientAuth::ClientAuth(std::span<const Secret> keys) {
  for (const Secret& key : keys) {
    const KeyDigest known = digest(key.reveal());
    const auto first = std::bit_cast<std::array<std::uint8_t, sizeof(KeyDigest)>>(known);
    std::array<char, 9> name{};
    std::snprintf(name.data(), name.size(), "%02x%02x%02x%02x", first[0], first[1], first[2], first[3]);
    keys_.push_back({known, name.data()});
  }
}

// All keys are compared, each in constant time: the answer's time tells neither which key nor how much of it fits.
const ClientAuth::Known* ClientAuth::find(std::string_view key) const {
  const auto sent = digest(key);
  const Known* found = nullptr;
  for (const Known& known : keys_) {
    if (same_digest(known.digest, sent)) found = &known;
  }
  return found;
}

Result<std::string_view> ClientAuth::check(const http::RequestHead& head) const {
  if (open()) return std::string_view();
  const Known* const found = find(client_key(head).value_or(std::string_view{}));
  if (found != nullptr) return std::string_view(found->name);
  return client_error(ErrorCode::kAuth, "Incorrect API key provided.");
}

}  // namespace aipool::gateway
