// SPDX-License-Identifier: MIT
//
// TlsTransport is TLS as a layer over another transport; the handshake is driven from outside until it is done.
//
// Flow:      start_tls() or accept_tls() puts it around a Channel's transport and calls handshake() at each event.
// Threading: one event loop.
// Ownership: owns the connection and the transport below.
// Errors:    IoResult. The peer's end without TLS's own notice is kFailed with ECONNRESET: it may have been forged.
#pragma once

#include <memory>
#include <string>

#include "core/http/openssl.h"
#include "core/http/transport.h"

namespace aipool::http {

class TlsTransport final : public Transport {
 public:
  enum class Handshake : std::uint8_t { kDone, kWaits, kFailed };

  // `connection` knows its side: SSL_set_connect_state() or SSL_set_accept_state() was called.
  TlsTransport(SslConnection connection, std::unique_ptr<Transport> below);
  ~TlsTransport() override;

  Handshake handshake() noexcept;
  const std::string& failure() const noexcept { return failure_; }  // of the handshake, in words
  bool plain_http() const noexcept { return plain_http_; }          // the client has not heard of TLS
  Transport& below() noexcept { return *below_; }

  int descriptor() const noexcept override { return below_->descriptor(); }
  IoResult try_read(std::span<char> into) noexcept override;
  IoResult try_writev(std::span<const iovec> pieces) noexcept override;
  void shutdown() noexcept override;
  void reset_on_close() noexcept override { below_->reset_on_close(); }

 private:
  friend struct TlsRecords;  // OpenSSL's way to the transport below
  IoResult result_of(int code) noexcept;
  IoResult broken() const noexcept;
  void note_failure();

  std::unique_ptr<Transport> below_;
  SslConnection connection_;
  std::string failure_;
  int error_ = 0;         // errno of the transport below
  bool drained_ = false;  // the transport below had no more than it gave
  bool asks_below_ = true;
  bool ended_ = false;    // the transport below has ended
  bool broken_ = false;   // no more calls but to free it
  bool plain_http_ = false;
};

}  // namespace aipool::http
