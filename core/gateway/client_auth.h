// SPDX-License-Identifier: MIT
//
// ClientAuth decides whether a request carries one of the operator's client keys.
//
// Flow:      built with the snapshot; asked before anything else of a request is looked at.
// Threading: immutable.
// Ownership: keeps SHA-256 digests, not the keys.
// Errors:    kAuth with one text for a missing, a malformed and a wrong key: the answer tells nothing apart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/http/message.h"

namespace aipool::gateway {

// The key that the request carries: Bearer, x-api-key, x-goog-api-key or ?key=, in this order.
std::optional<std::string_view> client_key(const http::RequestHead& head);

using KeyDigest = std::array<std::uint64_t, 4>;  // SHA-256
KeyDigest digest_of(std::string_view text);

class ClientAuth {
 public:
  explicit ClientAuth(std::span<const Secret> keys);

  // Without keys everybody may in; the configuration allows that on loopback only.
  bool open() const noexcept { return keys_.empty(); }

  // True if `key` is one of them; false where there is none.
  bool admits(std::string_view key) const { return find(key) != nullptr; }

  // The short name of the key that fits, for logs: the first bytes of its digest. Empty where none is needed.
  Result<std::string_view> check(const http::RequestHead& head) const;

 private:
  struct Known {
    KeyDigest digest;
    std::string name;
  };
  const Known* find(std::string_view key) const;

  std::vector<Known> keys_;
};

}  // namespace aipool::gateway
