// SPDX-License-Identifier: MIT
//
// ServerConnection serves one client: heads in, handlers run, answers out, one request at a time.
//
// Flow:      run() is the connection's whole life. Pipelined requests wait in the input while a handler runs.
// Threading: one event loop.
// Ownership: owned by its own coroutine; listed in the context while it lives.
// Errors:    faults in a head are answered and close the connection; a handler that throws costs a 500.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "Poco/Net/SocketAddress.h"
#include "Poco/Net/StreamSocket.h"
#include "core/http/byte_buffer.h"
#include "core/http/cancellation.h"
#include "core/http/channel.h"
#include "core/http/head_progress.h"
#include "core/http/request_body.h"
#include "core/http/server_context.h"
#include "core/http/server_exchange.h"

namespace aipool::http {

class ServerConnection final : public Link {
 public:
  enum class Admission : std::uint8_t { kServed, kRefused };  // a refused one gets 503

  ServerConnection(ServerContext& context, Poco::Net::StreamSocket socket, const Poco::Net::SocketAddress& peer);
  ~ServerConnection();

  static Task<void> run(std::unique_ptr<ServerConnection> self, Admission admission);

  void close_if_idle() noexcept { idle_stop_.cancel(); }
  void abort() noexcept;

 private:
  friend class ServerExchange;

  Task<void> serve();
  Task<bool> next_request();
  Task<void> run_handler();
  Task<bool> settle();
  Task<void> close_orderly();
  bool parse_head();
  void refuse(int status, std::string_view reason);  // no handler ever sees this request
  void answer_fault(int status, std::string_view reason);
  TimePoint head_deadline() const noexcept;

  ServerContext& context_;
  Channel channel_;
  const std::string peer_;
  const bool peer_is_loopback_;
  ByteBuffer input_;  // the head and what came with it; it stays where it is until the exchange ends
  RequestHead head_;
  HeadProgress progress_;
  RequestBody body_;
  ServerExchange exchange_{*this};
  Cancellation gone_;       // the client went away, or the server gave up on it
  Cancellation idle_stop_;  // ends the wait for a next request
  bool first_ = true;       // no request has been served yet
  bool closing_ = false;    // after this answer
  bool lingering_ = false;  // the client may still be sending
};

}  // namespace aipool::http
