// SPDX-License-Identifier: MIT
#include "core/http/openssl.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>

namespace aipool::http {

void SslFree::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }
void SslFree::operator()(ssl_session_st* session) const noexcept { SSL_SESSION_free(session); }
void SslFree::operator()(ssl_st* connection) const noexcept { SSL_free(connection); }

SslContext make_ssl_context(const SSL_METHOD* method) {
  SslContext context(SSL_CTX_new(method));
  if (context == nullptr) throw std::bad_alloc();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  // A write may take a part and go on from other memory: the queue of a Channel grows and moves meanwhile.
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context.get(), 1);  // else each record costs two reads, one for its head
  return context;
}

std::string take_ssl_error(std::string_view otherwise) {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? std::string(otherwise) : std::string(reason);
}

}  // namespace aipool::http
