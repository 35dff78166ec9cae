// SPDX-License-Identifier: MIT
#include "core/http/tls_certificates.h"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <cstring>
#include <string_view>
#include <utility>

namespace aipool::http {
namespace {

Error unusable(const std::filesystem::path& file, std::string_view why) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, file.native() + ": " + std::string(why));
}

int no_passphrase(char*, int, int, void*) { return 0; }

// HTTP/1.1 where the client offers it; one that offers only others could not be served.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size, const unsigned char* offered,
                    unsigned offered_size, void*) {
  unsigned char* found = nullptr;
  const int outcome = SSL_select_next_proto(&found, chosen_size, kAlpn, sizeof(kAlpn) - 1, offered, offered_size);
  if (outcome != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = found;
  return SSL_TLSEXT_ERR_OK;
}

Result<void> check_owner_only(const std::filesystem::path& key) {
  struct stat info {};
  if (::stat(key.c_str(), &info) != 0) return unusable(key, std::strerror(errno));
  if ((info.st_mode & S_IRWXO) != 0) return unusable(key, "everybody on this machine can use the key; chmod o-rwx it");
  return {};
}

Result<SslContext> server_context(const std::filesystem::path& chain, const std::filesystem::path& key) {
  SslContext context = make_ssl_context(TLS_server_method());
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  SSL_CTX_set_options(context.get(), SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context.get(), chain.c_str()) != 1) {
    return unusable(chain, "holds no usable certificate chain in PEM: " + take_ssl_error("unknown reason"));
  }
  if (auto safe = check_owner_only(key); !safe) return std::move(safe).error();
  if (SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return unusable(key, "holds no usable private key in PEM without a passphrase for that certificate: " +
                             take_ssl_error("unknown reason"));
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) {
    return unusable(key, "is not the key of that certificate: " + take_ssl_error("unknown reason"));
  }
  return context;
}

// Tells one state of a file from the next, also when a link was turned to another.
std::string state_of(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "none";
  std::string text;
  for (const auto part : {static_cast<long long>(info.st_dev), static_cast<long long>(info.st_ino),
                          static_cast<long long>(info.st_size), static_cast<long long>(info.st_mode),
                          static_cast<long long>(info.st_mtim.tv_sec), static_cast<long long>(info.st_mtim.tv_nsec)}) {
    text.append(std::to_string(part)).push_back(' ');
  }
  return text;
}

}  // namespace

TlsCertificates::TlsCertificates(std::filesystem::path certificate_file, std::filesystem::path private_key_file)
    : certificate_file_(std::move(certificate_file)), private_key_file_(std::move(private_key_file)) {}

Result<std::shared_ptr<TlsCertificates>> TlsCertificates::load(const std::filesystem::path& certificate_file,
                                                               const std::filesystem::path& private_key_file) {
  std::shared_ptr<TlsCertificates> made(new TlsCertificates(certificate_file, private_key_file));
  if (auto loaded = made->refresh(); !loaded) return std::move(loaded).error();
  return made;
}

std::string TlsCertificates::seen_on_disk() const { return state_of(certificate_file_) + state_of(private_key_file_); }

Result<TlsCertificates::Change> TlsCertificates::refresh() {
  std::string seen = seen_on_disk();
  if (seen == looked_at_) return Change::kNone;
  looked_at_ = std::move(seen);
  auto fresh = server_context(certificate_file_, private_key_file_);
  if (!fresh) return std::move(fresh).error();
  const Lock lock(mutex_);
  std::swap(context_, *fresh);  // connections hold on to the one before
  return Change::kLoaded;
}

SslConnection TlsCertificates::new_connection() const {
  const Lock lock(mutex_);
  SslConnection connection(SSL_new(context_.get()));
  if (connection != nullptr) SSL_set_accept_state(connection.get());
  return connection;
}

}  // namespace aipool::http
