// SPDX-License-Identifier: MIT
#include "core/app/terminal_input.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace aipool::app {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

TerminalInput::TerminalInput(http::EventLoop& loop, int input, const sigset_t& signals, Events events)
    : mailbox_(loop.mailbox()),
      events_(std::make_shared<const Events>(std::move(events))),
      stop_fd_(::eventfd(0, EFD_CLOEXEC)) {
  const int signal_fd = ::signalfd(-1, &signals, SFD_CLOEXEC);
  thread_ = std::thread([this, input, signal_fd] {
    run(input, signal_fd);
    ::close(signal_fd);
  });
}

TerminalInput::~TerminalInput() {
  const std::uint64_t one = 1;
  while (::write(stop_fd_, &one, sizeof one) < 0 && errno == EINTR) {
  }
  thread_.join();
  ::close(stop_fd_);
  ::explicit_bzero(line_.data(), line_.size());
}

void TerminalInput::run(int input, int signal_fd) {
  std::array<pollfd, 3> waited{{{stop_fd_, POLLIN, 0}, {signal_fd, POLLIN, 0}, {input, POLLIN, 0}}};
  for (;;) {
    if (::poll(waited.data(), waited.size(), -1) < 0) {
      if (errno == EINTR) continue;
      return;
    }
    if (waited[0].revents != 0) return;
    if (waited[1].revents != 0) {
      signalfd_siginfo signal;
      if (::read(signal_fd, &signal, sizeof signal) == sizeof signal) {
        mailbox_->post([events = events_] { events->interrupted(); });
      }
    }
    if (waited[2].revents != 0 && !read_some(input)) {
      waited[2].fd = -1;
      mailbox_->post([events = events_] { events->end(); });
    }
  }
}

// False at the end.
bool TerminalInput::read_some(int input) {
  std::array<char, 4096> piece;
  const ssize_t size = ::read(input, piece.data(), piece.size());
  if (size < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  for (ssize_t i = 0; i < size; ++i) {
    if (piece[static_cast<std::size_t>(i)] == '\n') {
      post_line(std::exchange(line_, {}));
    } else if (line_.size() < kLineMax) {
      line_ += piece[static_cast<std::size_t>(i)];
    } else {
      too_long_ = true;
    }
  }
  ::explicit_bzero(piece.data(), piece.size());
  if (size <= 0 && !line_.empty()) post_line(std::exchange(line_, {}));
  return size > 0;
}

void TerminalInput::post_line(std::string text) {
  const Secret whole(std::move(text));
  if (std::exchange(too_long_, false)) return;
  mailbox_->post([events = events_, line = Secret(std::string(trimmed(whole.reveal())))] { events->line(line); });
}

}  // namespace aipool::app
