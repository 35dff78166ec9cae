// SPDX-License-Identifier: MIT
#include "core/http/transport.h"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace aipool::http {
namespace {

// glibc's recv() and send() are points at which a thread can be cancelled: two atomic operations more, for what
// nobody does here. TSan knows only them, and learns from them which thread saw what.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define AIPOOL_CALLS_GLIBC 1
#endif
#endif
#ifdef AIPOOL_CALLS_GLIBC
constexpr bool kCallsGlibc = true;
#else
constexpr bool kCallsGlibc = false;
#endif

ssize_t receive(int descriptor, std::span<char> into) noexcept {
  if (kCallsGlibc) return ::recv(descriptor, into.data(), into.size(), 0);
  return ::syscall(SYS_recvfrom, descriptor, into.data(), into.size(), 0, nullptr, nullptr);
}

ssize_t send(int descriptor, std::span<const iovec> pieces) noexcept {
  if (pieces.size() == 1 && !kCallsGlibc) {
    return ::syscall(SYS_sendto, descriptor, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL, nullptr, 0);
  }
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(pieces.data());  // only read
  message.msg_iovlen = pieces.size();
  return ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
}

IoResult failure(int error) noexcept {
  if (error == EAGAIN) return {IoStatus::kWouldBlock, 0, true, 0};
  return {IoStatus::kFailed, 0, true, error};
}

class PlainTransport final : public Transport {
 public:
  explicit PlainTransport(int descriptor) noexcept : descriptor_(descriptor) {}
  ~PlainTransport() override { ::close(descriptor_); }

  int descriptor() const noexcept override { return descriptor_; }

  IoResult try_read(std::span<char> into) noexcept override {
    ssize_t count = 0;
    do {
      count = receive(descriptor_, into);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return failure(errno);
    if (count == 0) return {IoStatus::kClosed, 0, false, 0};
    const auto bytes = static_cast<std::size_t>(count);
    return {IoStatus::kOk, bytes, bytes < into.size(), 0};  // a short read has emptied the socket
  }

  IoResult try_writev(std::span<const iovec> pieces) noexcept override {
    std::size_t wanted = 0;
    for (const iovec& piece : pieces) wanted += piece.iov_len;
    ssize_t count = 0;
    do {
      count = send(descriptor_, pieces);
    } while (count < 0 && errno == EINTR);
    if (count < 0) return failure(errno);
    const auto bytes = static_cast<std::size_t>(count);
    return {IoStatus::kOk, bytes, bytes < wanted, 0};
  }

  void shutdown() noexcept override { ::shutdown(descriptor_, SHUT_WR); }

  void reset_on_close() noexcept override {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  }

 private:
  const int descriptor_;
};

}  // namespace

std::unique_ptr<Transport> make_plain_transport(int descriptor) {
  return std::make_unique<PlainTransport>(descriptor);
}

}  // namespace aipool::http
