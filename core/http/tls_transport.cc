// SPDX-License-Identifier: MIT
#include "core/http/tls_transport.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace aipool::http {
namespace {

constexpr std::size_t kRecordBytes = 16 * 1024;  // the most that one record holds

}  // namespace

// The BIO of a connection: records go to and come from the transport below.
struct TlsRecords {
  static TlsTransport& transport(BIO* bio) noexcept { return *static_cast<TlsTransport*>(BIO_get_data(bio)); }

  static int read(BIO* bio, char* into, std::size_t size, std::size_t* count) noexcept {
    TlsTransport& self = transport(bio);
    BIO_clear_retry_flags(bio);
    const IoResult got = self.asks_below_ ? self.below_->try_read({into, size}) : IoResult{IoStatus::kWouldBlock};
    *count = got.bytes;
    self.drained_ = got.drained;
    if (got.status == IoStatus::kOk) return 1;
    if (got.status == IoStatus::kWouldBlock) BIO_set_retry_read(bio);
    if (got.status == IoStatus::kClosed) self.ended_ = true;
    if (got.status == IoStatus::kFailed) self.error_ = got.error;
    return 0;
  }

  static int write(BIO* bio, const char* from, std::size_t size, std::size_t* count) noexcept {
    TlsTransport& self = transport(bio);
    BIO_clear_retry_flags(bio);
    const iovec piece = as_iovec({from, size});
    const IoResult sent = self.below_->try_writev({&piece, 1});
    *count = sent.bytes;
    if (sent.status == IoStatus::kOk) return 1;
    if (sent.status == IoStatus::kWouldBlock) BIO_set_retry_write(bio);
    if (sent.status == IoStatus::kFailed) self.error_ = sent.error;
    return 0;
  }

  static long control(BIO* bio, int command, long, void*) noexcept {
    if (command == BIO_CTRL_EOF) return transport(bio).ended_ ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
  }

  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      BIO_METHOD* fresh = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "transport");
      if (fresh == nullptr) throw std::bad_alloc();
      BIO_meth_set_read_ex(fresh, read);
      BIO_meth_set_write_ex(fresh, write);
      BIO_meth_set_ctrl(fresh, control);
      return fresh;
    }();
    return made;
  }
};

TlsTransport::TlsTransport(SslConnection connection, std::unique_ptr<Transport> below)
    : below_(std::move(below)), connection_(std::move(connection)) {
  BIO* const bio = BIO_new(TlsRecords::method());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(connection_.get(), bio, bio);
}

TlsTransport::~TlsTransport() {
  // A connection that was not closed by both sides would take its session with it.
  SSL_set_shutdown(connection_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

TlsTransport::Handshake TlsTransport::handshake() noexcept {
  ERR_clear_error();
  asks_below_ = true;
  const int code = SSL_do_handshake(connection_.get());
  if (code == 1) return Handshake::kDone;
  const int error = SSL_get_error(connection_.get(), code);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return Handshake::kWaits;
  broken_ = true;
  note_failure();
  return Handshake::kFailed;
}

void TlsTransport::note_failure() {
  const long verdict = SSL_get_verify_result(connection_.get());
  plain_http_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  const std::string words = take_ssl_error("unknown reason");
  if (verdict != X509_V_OK) {
    failure_ = X509_verify_cert_error_string(verdict);
  } else if (ended_) {
    failure_ = "the peer closed during the handshake";
  } else {
    failure_ = error_ != 0 ? std::strerror(error_) : words;
  }
}

IoResult TlsTransport::broken() const noexcept {
  return {IoStatus::kFailed, 0, true, error_ != 0 ? error_ : ECONNRESET};
}

// What a failed call of OpenSSL means to a Channel.
IoResult TlsTransport::result_of(int code) noexcept {
  switch (SSL_get_error(connection_.get(), code)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {IoStatus::kWouldBlock, 0, true, 0};
    case SSL_ERROR_ZERO_RETURN:
      return {IoStatus::kClosed, 0, false, 0};
    default:
      ERR_clear_error();
      broken_ = true;
      return broken();
  }
}

IoResult TlsTransport::try_read(std::span<char> into) noexcept {
  if (broken_) return broken();
  ERR_clear_error();
  asks_below_ = true;
  std::size_t total = 0;
  while (total < into.size()) {
    std::size_t count = 0;
    const int code = SSL_read_ex(connection_.get(), into.data() + total, into.size() - total, &count);
    if (code != 1) {
      const IoResult result = result_of(code);
      if (total == 0) return result;
      return {IoStatus::kOk, total, result.status == IoStatus::kWouldBlock, 0};
    }
    total += count;
    // Another system call would only hear that there is no more. But nothing may be left unasked before a byte was
    // given out: the peer's end could be what follows.
    asks_below_ = !drained_;
  }
  return {IoStatus::kOk, total, false, 0};
}

IoResult TlsTransport::try_writev(std::span<const iovec> pieces) noexcept {
  if (broken_) return broken();
  ERR_clear_error();
  std::size_t total = 0;
  std::size_t offset = 0;  // in the first of the pieces
  std::array<char, kRecordBytes> record __attribute__((uninitialized));
  while (!pieces.empty()) {
    // Small pieces share a record. One that did not go out is tried again with these bytes first and no fewer.
    const char* from = static_cast<const char*>(pieces[0].iov_base) + offset;
    std::size_t size = std::min(pieces[0].iov_len - offset, kRecordBytes);
    if (pieces.size() > 1 && size < kRecordBytes) {
      std::memcpy(record.data(), from, size);
      for (const iovec& piece : pieces.subspan(1)) {
        const std::size_t part = std::min(piece.iov_len, kRecordBytes - size);
        std::memcpy(record.data() + size, piece.iov_base, part);
        size += part;
      }
      from = record.data();
    }
    std::size_t count = 0;
    if (size != 0) {
      const int code = SSL_write_ex(connection_.get(), from, size, &count);
      if (code != 1) {
        const IoResult result = result_of(code);
        if (total == 0) return result;
        return {IoStatus::kOk, total, true, 0};
      }
    }
    total += count;
    for (offset += count; !pieces.empty() && offset >= pieces[0].iov_len; pieces = pieces.subspan(1)) {
      offset -= pieces[0].iov_len;
    }
  }
  return {IoStatus::kOk, total, false, 0};
}

void TlsTransport::shutdown() noexcept {
  ERR_clear_error();
  if (!broken_ && SSL_is_init_finished(connection_.get()) == 1) SSL_shutdown(connection_.get());
  ERR_clear_error();
  below_->shutdown();
}

}  // namespace aipool::http
