// SPDX-License-Identifier: MIT
//
// ClientPool sends requests upstream over pooled connections; a ClientExchange is one request's answer.
//
// Flow:      send() gives an exchange once the response head is there; read() gives the body piece by piece and says
//            whether its framing ended. A complete exchange returns its connection, any other closes it.
// Threading: one pool per event loop.
// Ownership: the pool must outlive its exchanges. Views passed to send() must live until it returns; head() and its
//            views as long as the exchange; a piece until its reader suspends.
// Errors:    kTimeout, kUpstreamProtocol, kOverloaded (refused or unreachable), kCancelled; source kUpstream, detail
//            names host and port and never a header or body.
// Units:     milliseconds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/http/endpoint.h"
#include "core/http/event_loop.h"
#include "core/http/frame_pool.h"
#include "core/http/message.h"
#include "core/http/signal.h"
#include "core/http/task.h"

namespace aipool::http {

class ClientConnection;
class ClientPool;
struct ClientUpstream;

struct ClientRequest {
  std::string_view method;
  std::string_view target;
  std::span<const Header> headers;         // Host, Content-Length and Accept-Encoding are added
  std::span<const std::string_view> body;  // sent one after the other
};

struct ClientDeadlines {
  std::chrono::milliseconds connect{5'000};
  std::chrono::milliseconds head{10'000};  // from when the socket last took a part of the request to the answer's head
  std::chrono::milliseconds total{1'800'000};  // from send() to the end of the body
};

struct BodyPiece {
  std::string_view bytes;
  bool end = false;              // nothing follows
  bool complete = false;         // the framing ended; end && !complete is a truncated answer
  bool close_delimited = false;  // "complete" rests on nothing but the peer's orderly close
};

class ClientExchange : public frame_pool::Recycled {
 public:
  ~ClientExchange();
  ClientExchange(const ClientExchange&) = delete;
  ClientExchange& operator=(const ClientExchange&) = delete;

  const ResponseHead& head() const noexcept;

  // What has arrived, waiting for it up to `idle_deadline`. Chunks that arrived together come as one piece.
  Task<Result<BodyPiece>> read(std::chrono::milliseconds idle_deadline);

  // The same for one who waits without a coroutine of its own: while pull() gives nothing, await arrival(); an outcome
  // other than kSignalled is given_up().
  Result<std::optional<BodyPiece>> pull();
  Signal::Wait arrival(std::chrono::milliseconds idle_deadline) noexcept;
  Error given_up(WaitOutcome outcome);
  void gather(WorkingSet& set) const noexcept;  // what pull() will touch

  // The connection had served an earlier request.
  bool reused() const noexcept { return reused_; }

 private:
  friend class ClientPool;
  ClientExchange(ClientPool& pool, ClientUpstream& upstream, std::unique_ptr<ClientConnection> connection,
                 Cancellation* cancellation, TimePoint total_deadline, bool reused) noexcept;

  TimePoint deadline_after(std::chrono::milliseconds idle) const noexcept;

  ClientPool& pool_;
  ClientUpstream& upstream_;
  std::unique_ptr<ClientConnection> connection_;
  Cancellation* const cancellation_;
  const TimePoint total_deadline_;
  const bool reused_;
};

struct ClientPoolOptions {
  std::size_t idle_max_per_origin = 64;
  std::chrono::milliseconds idle_timeout{30'000};
  std::chrono::milliseconds sweep_interval{1'000};  // how often timed-out and dead connections are looked for
  std::chrono::milliseconds forget_after{600'000};  // an endpoint that nobody asks for
  std::size_t head_bytes_max = 64 * 1024;
};

class ClientPool {
 public:
  explicit ClientPool(EventLoop& loop, ClientPoolOptions options = {});
  ~ClientPool();
  ClientPool(const ClientPool&) = delete;
  ClientPool& operator=(const ClientPool&) = delete;

  Task<Result<std::unique_ptr<ClientExchange>>> send(const Endpoint& endpoint, const ClientRequest& request,
                                                     const ClientDeadlines& deadlines, Cancellation* cancellation);

  std::size_t idle_connections() const noexcept;

 private:
  friend class ClientExchange;
  struct State;

  std::unique_ptr<State> state_;
};

}  // namespace aipool::http
