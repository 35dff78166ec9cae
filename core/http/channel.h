// SPDX-License-Identifier: MIT
//
// Channel is one connection on one loop: readiness, a queue of unsent bytes, and notice of the peer's departure.
//
// Flow:      read() and send() try at once; changed() suspends until epoll reports something new. Queued bytes leave by
//            themselves when the socket drains.
// Threading: one event loop; one coroutine waits at a time.
// Ownership: owns its transport; registered with the loop from construction to destruction.
// Errors:    IoResult and IoStatus; nothing throws but std::bad_alloc.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "core/http/byte_buffer.h"
#include "core/http/event_loop.h"
#include "core/http/signal.h"
#include "core/http/transport.h"

namespace aipool::http {

class Channel final : private EventSink {
 public:
  Channel(EventLoop& loop, std::unique_ptr<Transport> transport);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // kWouldBlock without a syscall while nothing has arrived since the last drained read.
  IoResult read(std::span<char> into) noexcept;

  // Appends what has arrived to `buffer`, up to the loop's scratch in one call.
  IoResult read_into(ByteBuffer& buffer);

  // Sends as much as the socket takes and keeps nothing.
  IoResult write(std::span<const iovec> pieces) noexcept;

  // Sends what is queued and then `pieces`, in one syscall; queues a copy of what the socket does not take.
  IoStatus send(std::span<const std::string_view> pieces);
  ByteBuffer& queue() noexcept { return queue_; }  // bytes put here leave before those of the next send()
  std::size_t queued() const noexcept { return queue_.size(); }
  std::uint64_t bytes_written() const noexcept { return bytes_written_; }

  // The next read() asks the kernel although nothing was reported.
  void doubt() noexcept { readable_ = true; }
  // Asks it: is the peer still there, and silent?
  bool open_and_silent() noexcept;

  bool readable() const noexcept { return readable_; }
  bool writable() const noexcept { return writable_; }
  bool hung_up() const noexcept { return hung_up_; }  // half-close, reset or error
  bool failed() const noexcept { return failed_; }    // nothing can be sent any more

  // Fired from now on when the peer goes away; nullptr for none.
  void cancel_on_hang_up(Cancellation* cancellation) noexcept { on_hang_up_ = cancellation; }

  // Suspends until something is reported after this call.
  Signal::Wait changed(TimePoint deadline, Cancellation* cancellation) noexcept;

  // Now and then true: this connection has been served many times without a pause, and others should be.
  bool out_of_turn() noexcept;

  void gather(WorkingSet& set) const noexcept;  // what read() and write() will touch
  Transport& transport() noexcept { return *transport_; }
  // Puts a layer, such as TLS, around the transport: `wrap` takes it and gives the new one.
  template <typename Wrap>
  void wrap_transport(Wrap&& wrap) {
    transport_ = wrap(std::move(transport_));
  }
  EventLoop& loop() noexcept { return loop_; }

 private:
  void on_events(std::uint32_t events) override;
  void before_events() const noexcept override { changed_.fetch(); }
  void flush() noexcept;
  void send_small(std::span<const std::string_view> pieces, std::size_t size);

  EventLoop& loop_;
  std::unique_ptr<Transport> transport_;
  ByteBuffer queue_;
  Signal changed_;
  Cancellation* on_hang_up_ = nullptr;
  std::uint64_t bytes_written_ = 0;
  unsigned turns_ = 0;
  bool readable_ = true;  // as far as is known
  bool writable_ = true;
  bool hung_up_ = false;
  bool failed_ = false;
};

}  // namespace aipool::http
