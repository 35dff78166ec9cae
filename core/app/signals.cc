// SPDX-License-Identifier: MIT
#include "core/app/signals.h"

#include <sys/signalfd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace aipool::app {

Signals::Signals(http::EventLoop& loop, const sigset_t& blocked, Handler handler)
    : loop_(loop), handler_(std::move(handler)), descriptor_(::signalfd(-1, &blocked, SFD_NONBLOCK | SFD_CLOEXEC)) {
  if (!descriptor_) throw std::system_error(errno, std::generic_category(), "signalfd");
  loop_.watch(descriptor_.get(), *this);
}

Signals::~Signals() { loop_.unwatch(descriptor_.get()); }

void Signals::on_events(std::uint32_t) {
  signalfd_siginfo info{};
  while (::read(descriptor_.get(), &info, sizeof(info)) == static_cast<ssize_t>(sizeof(info))) {
    loop_.defer([this, number = static_cast<int>(info.ssi_signo)] { handler_(number); });
  }
}

}  // namespace aipool::app
