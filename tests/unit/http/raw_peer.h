// SPDX-License-Identifier: MIT
//
// RawPeer is the other side of a connection, played by the test byte by byte; RawListener accepts such peers.
//
// Flow:      its socket buffers are small, so that what the other side sends or reads comes in many parts.
// Threading: a peer belongs to one thread.
// Ownership: each owns its socket.
// Errors:    throws std::runtime_error, also after a minute without progress, which no healthy test reaches.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aipool::http::test {

class RawPeer {
 public:
  explicit RawPeer(int descriptor);
  RawPeer(RawPeer&& other) noexcept;
  RawPeer& operator=(RawPeer&& other) noexcept;
  ~RawPeer() { close(); }

  void send(std::string_view bytes);
  bool try_send(std::string_view bytes);            // false when the other side is gone
  void send_slowly(std::string_view bytes);         // byte by byte, as long as the other side is there
  std::size_t send_until_blocked(std::size_t max);  // bytes that fitted the socket
  std::string read_until(std::string_view marker);  // with it; what follows is kept for the next call
  std::string read_bytes(std::size_t count);
  std::string read_to_end();                          // until FIN or reset
  bool was_reset() const noexcept { return reset_; }  // how read_to_end() ended

  int descriptor() const noexcept { return descriptor_; }
  void shutdown_write();
  void close();
  void close_with_reset();

 private:
  bool fill();

  int descriptor_;
  std::string received_;
  bool reset_ = false;
};

RawPeer connect_to(std::uint16_t port);
RawPeer start_connecting(std::uint16_t port);  // does not wait for the other side

class RawListener {
 public:
  explicit RawListener(int backlog = 64);
  ~RawListener();
  RawListener(const RawListener&) = delete;
  RawListener& operator=(const RawListener&) = delete;

  std::uint16_t port() const noexcept { return port_; }
  RawPeer accept();

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

// Its queue is full: it leaves connects hanging, as a host does that drops packets.
class FullListener {
 public:
  FullListener();
  std::uint16_t port() const noexcept { return listener_.port(); }

 private:
  RawListener listener_{0};
  std::vector<RawPeer> peers_;
};

std::uint16_t closed_port();  // refuses connections

// An upstream in a thread of its own: each script plays one connection, in the order in which they are accepted.
class ScriptedUpstream {
 public:
  using Script = std::function<void(RawPeer&)>;

  explicit ScriptedUpstream(std::vector<Script> scripts);
  ~ScriptedUpstream() { thread_.join(); }

  std::uint16_t port() const noexcept { return listener_.port(); }

 private:
  RawListener listener_;
  std::thread thread_;
};

}  // namespace aipool::http::test
