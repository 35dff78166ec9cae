// SPDX-License-Identifier: MIT
//
// RequestBody reads the body of one request into memory, within the limits of the server.
//
// Flow:      begin() with each head; read() at most once; end() gives its memory and its budget back.
// Threading: one event loop.
// Ownership: the body is a view of the connection's input, or of a buffer here, until end().
// Errors:    as ServerExchange::read_body(). After one the connection must close.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/result.h"
#include "core/http/byte_buffer.h"
#include "core/http/channel.h"
#include "core/http/chunked_decoder.h"
#include "core/http/message.h"
#include "core/http/server_limits.h"
#include "core/http/task.h"

namespace aipool::http {

class RequestBody {
 public:
  RequestBody(const ServerLimits& limits, ServerLoad& load, Channel& channel, ByteBuffer& input) noexcept
      : limits_(limits), load_(load), channel_(channel), input_(input) {}
  ~RequestBody() { end(); }
  RequestBody(const RequestBody&) = delete;
  RequestBody& operator=(const RequestBody&) = delete;

  // The input starts with the head, of that length, and with what came after it.
  void begin(const RequestHead& head, std::size_t head_length) noexcept;
  Task<Result<std::string_view>> read(Cancellation* cancellation);
  void end() noexcept;

  // The next request, if there is one, can be found: the body has been read, or has arrived and can be skipped.
  bool boundary_known() const noexcept { return complete_; }

  // Takes head and body off the input. REQUIRES: boundary_known().
  void consume_request();

 private:
  Task<Result<std::string_view>> read_rest(Cancellation* cancellation);
  Result<void> check_head() const;
  IoResult read_more();
  Result<void> take(std::size_t count);
  Result<void> charge(std::size_t count);
  Error too_large() const;
  TimePoint rate_deadline(TimePoint started) const noexcept;

  const ServerLimits& limits_;
  ServerLoad& load_;
  Channel& channel_;
  ByteBuffer& input_;
  // A body that did not come with its head. Most do, and a connection that is served may be held for long.
  struct Arriving {
    ByteBuffer bytes;
    ByteBuffer next;  // bytes of the next request, read together with the end of this one
    ChunkedDecoder chunks;
    std::size_t received = 0;  // on the wire
    std::size_t charged = 0;
  };

  const RequestHead* head_ = nullptr;
  std::size_t head_length_ = 0;
  std::size_t in_input_ = 0;  // bytes of the input, after the head, that belong to this request
  std::unique_ptr<Arriving> arriving_;
  bool complete_ = false;
};

}  // namespace aipool::http
