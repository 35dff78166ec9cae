// SPDX-License-Identifier: MIT
#include "core/gateway/client_auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <new>

namespace aipool::gateway {
namespace {

constexpr std::string_view kBearer = "bearer ";

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// The one-shot SHA256() of OpenSSL 3 looks the algorithm up at each call, which costs more than the digest.
std::array<std::uint8_t, 32> digest(std::string_view key) {
  static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  std::array<std::uint8_t, 32> out;
  const bool done = EVP_DigestInit_ex2(context.get(), sha256, nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), key.data(), key.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), out.data(), nullptr) == 1;
  if (!done) throw std::bad_alloc();  // nothing else can fail in it
  return out;
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
  for (const Secret& key : keys) digests_.push_back(digest(key.reveal()));
}

Result<void> ClientAuth::check(const http::RequestHead& head) const {
  if (open()) return {};
  const auto sent = digest(client_key(head).value_or(std::string_view{}));
  // All keys are compared, each in constant time: the answer's time tells neither which key nor how much of it fits.
  int found = 0;
  for (const Digest& known : digests_) found |= CRYPTO_memcmp(known.data(), sent.data(), known.size()) == 0;
  if (found != 0) return {};
  return client_error(ErrorCode::kAuth, "Incorrect API key provided.");
}

}  // namespace aipool::gateway
