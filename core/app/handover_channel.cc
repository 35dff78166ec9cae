// SPDX-License-Identifier: MIT
#include "core/app/handover_channel.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <system_error>

namespace aipool::app {
namespace {

constexpr std::size_t kSocketsAtOnce = 64;  // the kernel takes 253 with one message
constexpr int kBacklog = 4;

// Before each lot of sockets.
struct Lot {
  std::array<char, 8> magic = {'a', 'i', 'p', 'o', 'o', 'l', 'H', '1'};
  std::uint32_t total = 0;
  std::uint32_t here = 0;
};

Error broken(const std::string& what) {
  return make_error(ErrorCode::kInternal, ErrorSource::kConfig, "handing over the sockets failed: " + what);
}
std::string words_of(int error) { return std::generic_category().message(error); }

bool readable(int descriptor, std::chrono::milliseconds patience) {
  pollfd waiting{descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

union RightsBuffer {
  std::array<char, CMSG_SPACE(sizeof(int) * kSocketsAtOnce)> bytes;
  cmsghdr aligned;
};

Result<void> send_lot(int channel, std::span<const int> sockets, std::size_t total) {
  Lot lot;
  lot.total = static_cast<std::uint32_t>(total);
  lot.here = static_cast<std::uint32_t>(sockets.size());
  iovec piece{&lot, sizeof(lot)};
  RightsBuffer control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = CMSG_SPACE(sockets.size_bytes());
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sockets.size_bytes());
  std::memcpy(CMSG_DATA(header), sockets.data(), sockets.size_bytes());
  if (::sendmsg(channel, &message, MSG_NOSIGNAL) != static_cast<ssize_t>(sizeof(lot))) return broken(words_of(errno));
  return {};
}

// Adds what came to `sockets`; how many there will be.
Result<std::size_t> receive_lot(int channel, std::vector<int>& sockets) {
  Lot lot;
  iovec piece{&lot, sizeof(lot)};
  RightsBuffer control{};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  const ssize_t bytes = ::recvmsg(channel, &message, MSG_CMSG_CLOEXEC);
  if (bytes < 0) return broken(words_of(errno));
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    const std::size_t before = sockets.size();
    sockets.resize(before + count);
    std::memcpy(sockets.data() + before, CMSG_DATA(header), count * sizeof(int));
  }
  if (bytes == 0) return broken("the server that runs closed the connection");
  if (bytes != static_cast<ssize_t>(sizeof(lot)) || lot.magic != Lot{}.magic) return broken("not understood");
  return std::size_t{lot.total};
}

sockaddr_un address_in(int folder, const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = "/proc/self/fd/" + std::to_string(folder) + "/" + name;
  std::copy_n(path.data(), std::min(path.size(), sizeof(address.sun_path) - 1), std::begin(address.sun_path));
  return address;
}

}  // namespace

Result<void> HandoverChannel::send_sockets(std::span<const int> sockets) {
  const std::size_t total = sockets.size();
  while (!sockets.empty()) {
    const auto lot = sockets.first(std::min(sockets.size(), kSocketsAtOnce));
    if (auto sent = send_lot(descriptor(), lot, total); !sent) return sent;
    sockets = sockets.subspan(lot.size());
  }
  return {};
}

Result<std::vector<int>> HandoverChannel::receive_sockets(std::chrono::milliseconds patience) {
  std::vector<int> sockets;
  std::size_t total = 1;
  while (sockets.size() < total) {
    Result<std::size_t> lot = readable(descriptor(), patience) ? receive_lot(descriptor(), sockets)
                                                               : Result<std::size_t>(broken("nothing came"));
    if (!lot || *lot == 0) {
      for (const int socket : sockets) ::close(socket);
      return lot ? broken("it has none") : std::move(lot).error();
    }
    total = *lot;
  }
  return sockets;
}

bool HandoverChannel::say(Word word) noexcept {
  const char byte = static_cast<char>(word);
  return ::send(descriptor(), &byte, 1, MSG_NOSIGNAL) == 1;
}

HandoverChannel::Heard HandoverChannel::hear() noexcept {
  char byte = 0;
  const ssize_t got = ::recv(descriptor(), &byte, 1, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Heard::kNothing;
  if (got != 1) return Heard::kClosed;
  switch (static_cast<Word>(byte)) {
    case Word::kReady:
      return Heard::kReady;
    case Word::kReleased:
      return Heard::kReleased;
    case Word::kRefused:
      return Heard::kRefused;
  }
  return Heard::kClosed;
}

HandoverChannel::Heard HandoverChannel::last_word(std::chrono::milliseconds patience) noexcept {
  if (readable(descriptor(), patience)) return hear();
  ::shutdown(descriptor(), SHUT_RD);
  const Heard heard = hear();  // what was said before that is still there
  return heard == Heard::kClosed ? Heard::kNothing : heard;
}

SocketFolder::SocketFolder(const std::string& folder)
    : folder_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

plugin::Descriptor SocketFolder::listen(const std::string& name) const {
  plugin::Descriptor socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_un address = address_in(folder_.get(), name);
  remove(name);
  const bool listens = folder_ && socket &&
                       ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
                       ::fchmodat(folder_.get(), name.c_str(), 0600, 0) == 0 && ::listen(socket.get(), kBacklog) == 0;
  return listens ? std::move(socket) : plugin::Descriptor();
}

plugin::Descriptor SocketFolder::connect(const std::string& name) const {
  plugin::Descriptor socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  const sockaddr_un address = address_in(folder_.get(), name);
  const bool connected =
      folder_ && socket && ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  return connected ? std::move(socket) : plugin::Descriptor();
}

void SocketFolder::remove(const std::string& name) const {
  if (folder_) ::unlinkat(folder_.get(), name.c_str(), 0);
}

}  // namespace aipool::app
