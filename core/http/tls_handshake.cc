// SPDX-License-Identifier: MIT
#include "core/http/tls_handshake.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <utility>

#include "Poco/Net/IPAddress.h"
#include "core/http/tls_transport.h"

namespace aipool::http {
namespace {

constexpr std::string_view kSpeaksPlainHttp =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 29\r\n"
    "Connection: close\r\n\r\n400 this port needs https://\n";

// Whom the server must prove to be, and how it finds its certificate.
void expect_host(SSL* connection, std::string host) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str());
    return;  // RFC 6066 knows no name indication for addresses
  }
  if (host.ends_with('.')) host.pop_back();
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(connection, host.c_str());
  SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data());
}

TlsTransport& layer_over(Channel& channel, SslConnection connection) {
  TlsTransport* layer = nullptr;
  channel.wrap_transport([&](std::unique_ptr<Transport> below) {
    auto made = std::make_unique<TlsTransport>(std::move(connection), std::move(below));
    layer = made.get();
    return made;
  });
  return *layer;
}

Error refused_handshake(ErrorSource source, const std::string& peer, std::string_view why) {
  return make_error(ErrorCode::kOverloaded, source, "TLS with " + peer + ": " + std::string(why));
}

Task<Result<void>> shake_hands(Channel& channel, TlsTransport& layer, ErrorSource source, const std::string& peer,
                               TimePoint deadline, Cancellation* cancellation) {
  for (;;) {
    const TlsTransport::Handshake state = layer.handshake();
    if (state == TlsTransport::Handshake::kDone) break;
    if (state == TlsTransport::Handshake::kFailed) co_return refused_handshake(source, peer, layer.failure());
    const WaitOutcome outcome = co_await channel.changed(deadline, cancellation);
    if (outcome != WaitOutcome::kSignalled) co_return wait_error(outcome, source, "TLS with " + peer);
  }
  channel.doubt();  // what came with the last flight lies in the layer, where epoll does not see it
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> start_tls(Channel& channel, const Origin& origin, const TlsTrust& trust, TlsSessions& sessions,
                             TimePoint deadline, Cancellation* cancellation) {
  const std::string peer = origin.authority();
  SslConnection connection(SSL_new(trust.context()));
  if (connection == nullptr) co_return refused_handshake(ErrorSource::kUpstream, peer, take_ssl_error("no memory"));
  SSL_set_connect_state(connection.get());
  SSL_set_app_data(connection.get(), &sessions);
  expect_host(connection.get(), origin.host);
  if (const SslSession session = sessions.take()) SSL_set_session(connection.get(), session.get());
  SSL* const tls = connection.get();
  TlsTransport& layer = layer_over(channel, std::move(connection));
  auto secured = co_await shake_hands(channel, layer, ErrorSource::kUpstream, peer, deadline, cancellation);
  // TLS 1.3 offers a new session for each that was used; before that, one serves until it expires.
  if (secured && SSL_session_reused(tls) == 1 && SSL_version(tls) < TLS1_3_VERSION) {
    sessions.keep(SslSession(SSL_get1_session(tls)));
  }
  co_return std::move(secured);
}

Task<Result<void>> accept_tls(Channel& channel, const TlsCertificates& certificates, TimePoint deadline,
                              Cancellation* cancellation) {
  const std::string peer = "the client";
  SslConnection connection = certificates.new_connection();
  if (connection == nullptr) co_return refused_handshake(ErrorSource::kClient, peer, take_ssl_error("no memory"));
  TlsTransport& layer = layer_over(channel, std::move(connection));
  auto secured = co_await shake_hands(channel, layer, ErrorSource::kClient, peer, deadline, cancellation);
  if (!secured && layer.plain_http()) {
    const iovec answer = as_iovec(kSpeaksPlainHttp);
    layer.below().try_writev({&answer, 1});
  }
  co_return std::move(secured);
}

}  // namespace aipool::http
