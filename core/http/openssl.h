// SPDX-License-Identifier: MIT
//
// What both sides of TLS have in common: owners of OpenSSL's objects, contexts with our rules, its errors in words.
//
// Flow:      TlsTrust and TlsCertificates make contexts, TlsTransport a connection from one.
// Threading: a context may be shared; a connection and the error queue belong to one thread.
// Ownership: the owners free what they hold; contexts are counted by OpenSSL.
// Errors:    take_ssl_error() empties the thread's queue, which every call of OpenSSL would otherwise trip over.
#pragma once

#include <memory>
#include <string>
#include <string_view>

// As OpenSSL names them: its headers are large, and only sources need them.
struct ssl_ctx_st;
struct ssl_method_st;
struct ssl_session_st;
struct ssl_st;

namespace aipool::http {

struct SslFree {
  void operator()(ssl_ctx_st* context) const noexcept;
  void operator()(ssl_session_st* session) const noexcept;
  void operator()(ssl_st* connection) const noexcept;
};

using SslContext = std::unique_ptr<ssl_ctx_st, SslFree>;
using SslConnection = std::unique_ptr<ssl_st, SslFree>;
using SslSession = std::unique_ptr<ssl_session_st, SslFree>;

inline constexpr unsigned char kAlpn[] = "\x08http/1.1";  // with a NUL that is no part of it

// TLS 1.2 or later, no renegotiation, no compression, buffers only while they hold something.
SslContext make_ssl_context(const ssl_method_st* method);

// The first queued error, such as "no shared cipher"; `otherwise` where the queue is empty.
std::string take_ssl_error(std::string_view otherwise);

}  // namespace aipool::http
