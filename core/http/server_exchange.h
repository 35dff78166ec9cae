// SPDX-License-Identifier: MIT
//
// ServerExchange is one request of a client and the answer to it, as a handler sees them.
//
// Flow:      read_body(); then respond(), or begin(), write()... and finish(). A handler that returns without an
//            answer gets 500, one that returns in the middle of an answer gets abort().
// Threading: one event loop.
// Ownership: lives in its connection while the handler runs; the head's and body's views live as long. Header values
//            and bytes passed in are copied or sent before a call returns, a write's too.
// Errors:    kCancelled when the client is gone, kTimeout when it stalls, kTooLarge, kOverloaded (budget), kUnsupported
//            (content coding), kInvalidRequest (framing), kInternal for a head that HeadWriter refuses.
// Units:     bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/http/cancellation.h"
#include "core/http/message.h"
#include "core/http/task.h"

namespace aipool::http {

class ServerConnection;

class ServerExchange {
 public:
  explicit ServerExchange(ServerConnection& connection) noexcept : connection_(&connection) {}
  // Of nobody, for what the server asks upstreams on its own account: there is no head, no body and nowhere to answer.
  ServerExchange() noexcept : connection_(nullptr) {}
  ServerExchange(const ServerExchange&) = delete;
  ServerExchange& operator=(const ServerExchange&) = delete;

  const RequestHead& head() const noexcept;
  std::string_view peer_address() const noexcept;  // "127.0.0.1:40000"
  bool peer_is_loopback() const noexcept;

  // The whole body, decoded from its transfer coding. Call it once.
  Task<Result<std::string_view>> read_body();

  // Fires when the client goes away: also on a half-close, which no client of this kind does while it listens. And when
  // the server gives the request up, which ends then; the client still listens, and may be told why.
  Cancellation& cancellation() noexcept;
  bool given_up() const noexcept;  // by the server

  // The whole answer. Content-Length, Date and Connection are added; HEAD gets no body.
  void respond(int status, std::span<const Header> headers, std::string_view body);

  // An answer in pieces. The head leaves with the first piece.
  void begin(int status, std::span<const Header> headers);
  Task<Result<void>> write(std::string_view bytes);
  Task<Result<void>> write(std::span<const std::string_view> pieces);
  bool try_write(std::string_view bytes);  // all or nothing, without waiting: false when the client lags or is gone
  Task<Result<void>> flush();              // the head now, and wait until everything has been handed to the kernel
  Task<Result<void>> finish();             // the end: the client can tell a complete answer

  void gather(WorkingSet& set) const noexcept;  // what write() will touch

  // Closes so that the client sees a truncated answer.
  void abort() noexcept;

  bool begun() const noexcept { return phase_ != Phase::kNothing; }
  bool finished() const noexcept { return phase_ == Phase::kFinished; }
  bool aborted() const noexcept { return phase_ == Phase::kAborted; }
  int status() const noexcept { return status_; }                    // 0 before respond() or begin()
  std::uint64_t bytes_sent() const noexcept { return bytes_sent_; }  // of the body

 private:
  friend class ServerConnection;
  enum class Phase : std::uint8_t { kNothing, kBegun, kFinished, kAborted };
  enum class Coding : std::uint8_t { kNone, kLength, kChunked, kUntilClose };

  void reset() noexcept;
  Result<void> queue_head(int status, std::span<const Header> headers, std::size_t length);
  bool start(int status, std::span<const Header> headers, Coding coding, std::size_t length);
  void send_pieces(std::span<const std::string_view> pieces);
  Result<void> check_open() const;
  Task<Result<void>> drain(std::size_t low_water);

  ServerConnection* const connection_;
  std::uint64_t bytes_sent_ = 0;
  int status_ = 0;
  Phase phase_ = Phase::kNothing;
  Coding coding_ = Coding::kNone;
};

using Handler = std::function<Task<void>(ServerExchange&)>;

// The answer to a request that never reaches a handler, or whose handler failed.
struct FaultBody {
  std::string content_type;
  std::string text;
};
using FaultRenderer = std::function<FaultBody(int status, std::string_view reason)>;

}  // namespace aipool::http
