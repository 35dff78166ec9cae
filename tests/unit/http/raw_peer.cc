// SPDX-License-Identifier: MIT
#include "raw_peer.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace aipool::http::test {
namespace {

constexpr timeval kPatience{60, 0};
constexpr int kBufferBytes = 64 * 1024;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("raw peer: " + what); }

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

int open_socket() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &kBufferBytes, sizeof kBufferBytes);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &kBufferBytes, sizeof kBufferBytes);
  return descriptor;
}

}  // namespace

RawPeer::RawPeer(int descriptor) : descriptor_(descriptor) {
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
}

RawPeer::RawPeer(RawPeer&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), received_(std::move(other.received_)), reset_(other.reset_) {}

RawPeer& RawPeer::operator=(RawPeer&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(received_, other.received_);
  std::swap(reset_, other.reset_);
  return *this;
}

void RawPeer::send(std::string_view bytes) {
  if (!try_send(bytes)) fail("the other side is gone");
}

bool RawPeer::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) fail("nobody reads");
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void RawPeer::send_slowly(std::string_view bytes) {
  const int on = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  for (const char& byte : bytes) {
    if (!try_send({&byte, 1})) return;
    ::usleep(200);  // so that most bytes come alone
  }
}

std::size_t RawPeer::send_until_blocked(std::size_t max) {
  const std::string block(64 * 1024, 'x');
  std::size_t sent = 0;
  int idle_rounds = 0;
  while (sent < max && idle_rounds < 20) {
    const ssize_t count =
        ::send(descriptor_, block.data(), std::min(block.size(), max - sent), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count < 0 && errno != EAGAIN) fail("the other side is gone");
    if (count > 0) sent += static_cast<std::size_t>(count);
    idle_rounds = count > 0 ? 0 : idle_rounds + 1;
    if (count < 0) ::usleep(10'000);
  }
  return sent;
}

bool RawPeer::fill() {
  std::array<char, 65536> block;
  const ssize_t count = ::recv(descriptor_, block.data(), block.size(), 0);
  if (count < 0 && errno == EAGAIN) fail("nothing arrives; so far: " + received_.substr(0, 300));
  reset_ = count < 0;
  if (count <= 0) return false;
  received_.append(block.data(), static_cast<std::size_t>(count));
  return true;
}

std::string RawPeer::read_until(std::string_view marker) {
  std::size_t at = received_.find(marker);
  while (at == std::string::npos) {
    const std::size_t searched = received_.size() - std::min(received_.size(), marker.size());
    if (!fill()) fail("ended before the marker; so far: " + received_.substr(0, 300));
    at = received_.find(marker, searched);
  }
  return read_bytes(at + marker.size());
}

std::string RawPeer::read_bytes(std::size_t count) {
  while (received_.size() < count) {
    if (!fill()) fail("ended too early; so far: " + received_.substr(0, 300));
  }
  std::string bytes = received_.substr(0, count);
  received_.erase(0, count);
  return bytes;
}

std::string RawPeer::read_to_end() {
  while (fill()) {
  }
  return std::exchange(received_, {});
}

void RawPeer::shutdown_write() { ::shutdown(descriptor_, SHUT_WR); }

void RawPeer::close() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

void RawPeer::close_with_reset() {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

RawPeer connect_to(std::uint16_t port) {
  RawPeer peer(open_socket());
  const sockaddr_in address = loopback(port);
  const int descriptor = peer.descriptor();
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
  return peer;
}

RawPeer start_connecting(std::uint16_t port) {
  RawPeer peer(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in address = loopback(port);
  ::connect(peer.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return peer;
}

RawListener::RawListener(int backlog) : descriptor_(open_socket()) {
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size) != 0) fail("bind");
  if (::listen(descriptor_, backlog) != 0) fail("listen");
  ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
}

RawListener::~RawListener() { ::close(descriptor_); }

RawPeer RawListener::accept() {
  const int descriptor = ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor < 0) fail("nobody connects");
  return RawPeer(descriptor);
}

FullListener::FullListener() {
  for (int i = 0; i < 3; ++i) peers_.push_back(start_connecting(port()));
}

std::uint16_t closed_port() { return RawListener().port(); }

ScriptedUpstream::ScriptedUpstream(std::vector<Script> scripts)
    : thread_([this, scripts = std::move(scripts)] {
        for (const Script& script : scripts) {
          try {
            RawPeer peer = listener_.accept();
            script(peer);
          } catch (const std::runtime_error& error) {
            ADD_FAILURE() << error.what();
          }
        }
      }) {}

}  // namespace aipool::http::test
