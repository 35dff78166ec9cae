// SPDX-License-Identifier: MIT
#include "core/plugin/probe_pipe.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace aipool::plugin {
namespace {

constexpr std::size_t kBodyMax = std::size_t{8} << 20;
constexpr std::size_t kHeadSize = sizeof(std::uint32_t) + 1;
constexpr std::string_view kKinds = "slrmonid";

void put_text(std::string& packed, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::array<char, sizeof size> head{};
  std::memcpy(head.data(), &size, sizeof size);
  packed.append(head.data(), head.size()).append(text);
}

bool take_text(std::string_view& packed, std::string& text) {
  std::uint32_t size = 0;
  if (packed.size() < sizeof size) return false;
  std::memcpy(&size, packed.data(), sizeof size);
  packed.remove_prefix(sizeof size);
  if (packed.size() < size) return false;
  text = packed.substr(0, size);
  packed.remove_prefix(size);
  return true;
}

}  // namespace

bool ProbePipe::wait(short events, Deadline deadline) const {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{end_.get(), events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<std::int64_t>(left, 60'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool ProbePipe::send(Kind kind, std::string_view body, Deadline deadline) {
  std::string message;
  put_text(message, body);
  message.insert(sizeof(std::uint32_t), 1, kind);
  std::string_view rest = message;
  while (!rest.empty()) {
    const ssize_t sent = ::send(end_.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
    if (sent >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN || !wait(POLLOUT, deadline)) return false;
  }
  return true;
}

ProbePipe::Got ProbePipe::receive(Deadline deadline) {
  std::array<char, kHeadSize> head{};
  if (const Got got = read_exactly(head.data(), head.size(), deadline); got != Got::kMessage) return got;
  std::uint32_t size = 0;
  std::memcpy(&size, head.data(), sizeof size);
  if (size > kBodyMax || kKinds.find(head.back()) == std::string_view::npos) return Got::kSenseless;
  kind_ = static_cast<Kind>(head.back());
  body_.resize(size);
  return read_exactly(body_.data(), size, deadline);
}

ProbePipe::Got ProbePipe::read_exactly(char* into, std::size_t size, Deadline deadline) {
  while (size > 0) {
    const ssize_t got = ::recv(end_.get(), into, size, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) return Got::kEnd;
    if (got > 0) {
      into += got;
      size -= static_cast<std::size_t>(got);
    } else if (errno != EINTR && !wait(POLLIN, deadline)) {
      return Got::kLate;
    }
  }
  return Got::kMessage;
}

std::string pack_options(const std::vector<config::OptionValue>& options) {
  std::string packed;
  for (const config::OptionValue& option : options) {
    put_text(packed, option.name);
    put_text(packed, option.text);
    packed.push_back(option.secret ? '1' : '0');
  }
  return packed;
}

bool unpack_options(std::string_view packed, std::vector<config::OptionValue>& options) {
  while (!packed.empty()) {
    config::OptionValue option;
    if (!take_text(packed, option.name) || !take_text(packed, option.text) || packed.empty()) return false;
    option.secret = packed.front() == '1';
    packed.remove_prefix(1);
    options.push_back(std::move(option));
  }
  return true;
}

}  // namespace aipool::plugin
