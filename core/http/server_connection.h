// SPDX-License-Identifier: MIT
//
// ServerConnection serves one client: heads in, handlers run, answers out, one request at a time.
//
// Flow:      run() is the connection's whole life, in one coroutine. Pipelined requests wait in the input while a handler runs.
// Threading: one event loop.
// Ownership: owned by its own coroutine; listed in the context while it lives.
// Errors:    faults in a head are answered and close the connection; a handler that throws costs a 500.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "Poco/Net/SocketAddress.h"
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

  ServerConnection(ServerContext& context, std::unique_ptr<Transport> transport, const Poco::Net::SocketAddress& peer);
  ~ServerConnection();

  static Task<void> run(std::unique_ptr<ServerConnection> self, Admission admission);

  void close_if_idle() noexcept { idle_stop_.cancel(); }  // or once it is
  // Gives up what is in flight: its handler is cancelled, and may say so to the client.
  void give_up() noexcept;

 private:
  friend class ServerExchange;
  enum class Arrival : std::uint8_t { kPartial, kRequest, kNone };  // kNone: and there will be none

  Task<void> live(std::unique_ptr<ServerConnection> self, Admission admission);
  Task<void> close_orderly();
  Arrival pull_head();
  Arrival give_up_head();
  bool parse_head();
  void conclude(const std::exception_ptr& failure);
  bool may_stay() noexcept;
  void refuse(int status, std::string_view reason);  // no handler ever sees this request
  void answer_fault(int status, std::string_view reason);
  void start_head_deadline() noexcept;

  ServerContext& context_;
  Channel channel_;
  const std::string peer_;
  const bool peer_is_loopback_;
  ByteBuffer input_;  // the head and what came with it; it stays where it is until the exchange ends
  RequestHead head_;
  HeadProgress progress_;
  TimePoint head_deadline_{};
  RequestBody body_;
  ServerExchange exchange_{*this};
  Cancellation gone_;       // the client went away, or the server gave up on it
  Cancellation idle_stop_;  // ends the wait for a next request
  bool first_ = true;       // no request has been served yet
  bool closing_ = false;    // after this answer
  bool given_up_ = false;   // by give_up()
  bool lingering_ = false;  // the client may still be sending
};

}  // namespace aipool::http
