// SPDX-License-Identifier: MIT
//
// ClientConnection speaks HTTP/1.1 to one upstream: a request out, its answer in, one after the other.
//
// Flow:      start(), then changed() and go_on() until the response head is there; read() until the end; then reusable()
//            decides its future.
// Threading: one event loop; one request at a time.
// Ownership: owns its channel and buffers; the authority and the limits belong to the pool.
// Errors:    as client.h.
// Units:     bytes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/http/byte_buffer.h"
#include "core/http/channel.h"
#include "core/http/chunked_decoder.h"
#include "core/http/client.h"
#include "core/http/gzip_decoder.h"
#include "core/http/head_parser.h"
#include "core/http/head_progress.h"

namespace aipool::http {

class ClientConnection {
 public:
  ClientConnection(std::unique_ptr<Channel> channel, const std::string& authority, const HeadLimits& limits);

  // Begins an exchange. `patience` is for the response head, and starts over with each part of the request that the
  // socket takes. True, as from go_on(), when the head is there; false when changed() has to be awaited.
  // REQUIRES: the views of the request live until it is, or the connection is destroyed.
  Result<bool> start(const ClientRequest& request, std::chrono::milliseconds patience, TimePoint total_deadline);
  Signal::Wait changed(Cancellation* cancellation) noexcept { return channel_->changed(deadline_, cancellation); }
  Result<bool> go_on(WaitOutcome outcome);
  Task<Result<BodyPiece>> read(TimePoint deadline, Cancellation* cancellation);

  // What read() is made of: a piece when there is one, nothing when arrival() has to be awaited.
  Result<std::optional<BodyPiece>> pull_body();
  Signal::Wait arrival(TimePoint deadline, Cancellation* cancellation) noexcept {
    return channel_->changed(deadline, cancellation);
  }
  Error given_up(WaitOutcome outcome);  // it did not arrive
  void gather(WorkingSet& set) const noexcept;

  const ResponseHead& head() const noexcept { return head_; }

  // The request failed and the peer cannot have read a byte of it.
  bool refused_unread() const noexcept { return refused_unread_; }
  // The answer is complete, the framing exact, and the peer keeps the connection open.
  bool reusable() const noexcept { return reusable_ && ended_; }
  bool quiet() const noexcept { return !channel_->hung_up() && !channel_->readable(); }  // as far as was reported
  bool open_and_silent() noexcept { return channel_->open_and_silent(); }
  bool hung_up() const noexcept { return channel_->hung_up(); }
  void rest() noexcept;  // gives large buffers back while it waits in the pool

 private:
  Result<void> write_head(const ClientRequest& request);
  void queue_request(std::span<const std::string_view> body);
  void forget_last() noexcept;
  Result<bool> advance();
  bool push_request() noexcept;  // true when the socket took something
  Result<bool> pull_head();
  Result<bool> parse_head();
  Task<Result<BodyPiece>> read_later(bool yield_first, TimePoint deadline, Cancellation* cancellation);
  Result<std::optional<BodyPiece>> take(std::span<char> wire);
  Result<std::optional<BodyPiece>> inflated(BodyPiece piece);
  BodyPiece end_of_stream(IoStatus status) noexcept;
  Error fault(std::string_view what) const;

  const std::unique_ptr<Channel> channel_;
  const std::string& authority_;
  const HeadLimits& limits_;
  std::string_view method_;  // of the request, until its answer's head
  std::chrono::milliseconds patience_{0};
  TimePoint total_deadline_{};
  TimePoint deadline_{};  // of the head
  ByteBuffer request_head_;    // and a small body
  iovec whole_{};              // of a request that lies in request_head_
  std::vector<iovec> pieces_;  // of any other
  std::span<iovec> unsent_;    // of the one or the other
  ByteBuffer input_;           // the response head and what came with it; it stays where it is until the end
  std::span<char> with_head_;  // body bytes in input_ that have not been given out
  HeadProgress progress_;
  ResponseHead head_;
  ChunkedDecoder chunks_;
  struct Inflation {
    GzipDecoder decoder;
    ByteBuffer piece;  // the last one
  };
  std::unique_ptr<Inflation> gzip_;  // of an answer that came so although identity was asked for
  std::uint64_t left_ = 0;        // of a body with a length
  std::uint64_t sent_bytes_ = 0;  // of the request
  BodyPiece end_;                 // what read() gives after the end
  unsigned interim_heads_ = 0;
  bool ended_ = false;
  bool reusable_ = false;
  bool refused_unread_ = false;
};

}  // namespace aipool::http
