// SPDX-License-Identifier: MIT
#include "core/app/takeover.h"

#include <fcntl.h>
#include <stdlib.h>

#include <charconv>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/app/successor.h"

namespace aipool::app {
namespace {

constexpr std::chrono::seconds kForSockets{10};
constexpr std::chrono::seconds kForRelease{30};  // it may be at a reload

// Our end of the channel, where the server that runs has started this one.
plugin::Descriptor inherited_channel() {
  const char* const variable = ::getenv(kHandoverVariable);
  if (variable == nullptr) return {};
  const std::string_view text(variable);
  int number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  ::unsetenv(kHandoverVariable);  // plugins and children have no business with it
  if (number < 0 || ::fcntl(number, F_SETFD, FD_CLOEXEC) != 0) return {};
  return plugin::Descriptor(number);
}

// Each process has its socket in a folder of its own, which goes with it.
plugin::Descriptor ask_those_in(const std::string& folder, const std::string& name) {
  std::error_code failed;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (auto channel = SocketFolder(at->path().native()).connect(name)) return channel;
  }
  return {};
}

}  // namespace

Result<Takeover> Takeover::find(bool ask, const std::string& folder, const std::string& name) {
  Takeover takeover;
  plugin::Descriptor channel = inherited_channel();
  if (!channel && ask) channel = ask_those_in(folder, name);
  if (!channel) return takeover;
  takeover.channel_.emplace(std::move(channel));
  auto sockets = takeover.channel_->receive_sockets(kForSockets);
  if (!sockets) return std::move(sockets).error();
  takeover.sockets_ = std::move(*sockets);
  return takeover;
}

Result<void> Takeover::ready() {
  if (!channel_) return {};
  channel_->say(HandoverChannel::Word::kReady);
  const HandoverChannel::Heard answer = channel_->last_word(kForRelease);
  channel_.reset();
  if (answer == HandoverChannel::Heard::kReleased || answer == HandoverChannel::Heard::kClosed) return {};
  return make_error(ErrorCode::kInternal, ErrorSource::kConfig,
                    answer == HandoverChannel::Heard::kRefused
                        ? "the server that runs serves on: this one was ready too late"
                        : "the server that runs serves on: it gives no answer");
}

}  // namespace aipool::app
