// SPDX-License-Identifier: MIT
//
// Transport moves bytes over one connected, non-blocking socket; TLS and plain TCP differ here and nowhere above.
//
// Flow:      Channel owns one and calls it when epoll says that it is worth trying.
// Threading: one event loop.
// Ownership: owns the socket and closes it.
// Errors:    IoResult; nothing throws.
#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace aipool::http {

enum class IoStatus : std::uint8_t { kOk, kWouldBlock, kClosed, kFailed };

struct IoResult {
  IoStatus status = IoStatus::kOk;
  std::size_t bytes = 0;
  bool drained = false;  // nothing more can be had until epoll says so
  int error = 0;         // errno, for kFailed
};

inline iovec as_iovec(std::string_view piece) noexcept {
  return {const_cast<char*>(piece.data()), piece.size()};  // a write only reads it
}

class Transport {
 public:
  static constexpr std::size_t kCopiedBytes = 4096;  // up to here a copy costs less than a second piece of a write

  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  virtual int descriptor() const noexcept = 0;
  virtual IoResult try_read(std::span<char> into) noexcept = 0;
  virtual IoResult try_writev(std::span<const iovec> pieces) noexcept = 0;
  virtual void shutdown() noexcept = 0;        // no more writes: the peer reads an orderly end
  virtual void reset_on_close() noexcept = 0;  // closing makes the peer's read fail instead of end
};

std::unique_ptr<Transport> make_plain_transport(int descriptor);

}  // namespace aipool::http
