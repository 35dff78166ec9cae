// SPDX-License-Identifier: MIT
#include "core/http/tls_trust.h"

#include <openssl/ssl.h>

#include <fstream>
#include <iterator>
#include <utility>

namespace aipool::http {
namespace {

constexpr std::size_t kSessionsMax = 8;

// OpenSSL offers a session; 1 means that it is ours now.
int keep_session(SSL* connection, SSL_SESSION* session) {
  static_cast<TlsSessions*>(SSL_get_app_data(connection))->keep(SslSession(session));
  return 1;
}

}  // namespace

Result<std::shared_ptr<const TlsTrust>> TlsTrusts::of(const std::filesystem::path& ca_file) {
  std::string content;
  if (!ca_file.empty()) {
    std::ifstream file(ca_file, std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  if (const auto known = known_.find(ca_file); known != known_.end() && known->second.content == content) {
    return known->second.trust;
  }
  SslContext context = make_ssl_context(TLS_client_method());
  const int loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                     : SSL_CTX_load_verify_file(context.get(), ca_file.c_str());
  if (loaded != 1) {
    return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig,
                      "cannot read certificates from " + ca_file.native() + ": " + take_ssl_error("unknown reason"));
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof(kAlpn) - 1);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context.get(), keep_session);
  auto trust = std::make_shared<const TlsTrust>(std::move(context));
  known_[ca_file] = {std::move(content), trust};
  return trust;
}

SslSession TlsSessions::take() noexcept {
  if (sessions_.empty()) return nullptr;
  SslSession newest = std::move(sessions_.back());
  sessions_.pop_back();
  return newest;
}

void TlsSessions::keep(SslSession session) {
  if (sessions_.size() == kSessionsMax) sessions_.erase(sessions_.begin());
  sessions_.push_back(std::move(session));
}

}  // namespace aipool::http
