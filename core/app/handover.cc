// SPDX-License-Identifier: MIT
#include "core/app/handover.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>

#include "core/app/successor.h"

namespace aipool::app {
namespace {

bool is_ours(int channel) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (::getsockopt(channel, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

}  // namespace

std::string handover_name(std::uint16_t port) { return "handover-" + std::to_string(port) + ".sock"; }

Handover::Handover(http::EventLoop& loop, Settings settings, Logger& logger, std::function<std::vector<int>()> sockets,
                   std::function<void()> taken_over)
    : loop_(loop),
      settings_(std::move(settings)),
      logger_(logger),
      sockets_(std::move(sockets)),
      taken_over_(std::move(taken_over)),
      folder_(settings_.folder),
      patience_(loop),
      asked_([this] { loop_.defer([this] { accept_all(); }); }),
      heard_([this] { loop_.defer([this] { listen_to_it(); }); }) {
  open();
}

Handover::~Handover() {
  close();
  end_attempt();
}

void Handover::open() {
  listening_ = folder_.listen(settings_.name);
  if (listening_) return loop_.watch(listening_.get(), asked_);
  logger_.log(LogLevel::kWarn, "no other server can take over: its socket cannot be made",
              {{"folder", settings_.folder}});
}

void Handover::close() {
  if (!listening_) return;
  loop_.unwatch(listening_.get());
  listening_ = plugin::Descriptor();
  folder_.remove(settings_.name);
}

void Handover::accept_all() {
  while (listening_) {
    plugin::Descriptor accepted(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!accepted) return;
    if (is_ours(accepted.get()) && !channel_) begin(HandoverChannel(std::move(accepted)), 0);
  }
}

void Handover::start() {
  if (channel_) {
    logger_.log(LogLevel::kWarn, "a new server is starting already", {});
    return;
  }
  if (::getpid() == 1) {
    logger_.log(LogLevel::kError, "no new server is started: with this process, the first of its container, all end",
                {});
    return;
  }
  auto successor = start_successor(settings_.program, settings_.arguments);
  if (!successor) {
    logger_.log(LogLevel::kError, "a new server cannot be started",
                {{"program", settings_.program}, {"reason", successor.error().detail}});
    return;
  }
  begin(std::move(successor->channel), successor->process);
}

void Handover::begin(HandoverChannel channel, pid_t process) {
  process_ = process;
  channel_.emplace(std::move(channel));
  logger_.log(LogLevel::kInfo, "a new server gets the listening sockets", {});
  if (auto sent = channel_->send_sockets(sockets_()); !sent) return give_up(sent.error().detail);
  loop_.watch(channel_->descriptor(), heard_);
  patience_.arm(kPatience, [this] { give_up("it was not ready in time"); });
}

void Handover::listen_to_it() {
  if (!channel_) return;
  const HandoverChannel::Heard heard = channel_->hear();
  if (heard == HandoverChannel::Heard::kNothing) return;
  if (heard != HandoverChannel::Heard::kReady) return give_up("it ended before it was ready");
  const bool was_open = static_cast<bool>(listening_);
  close();  // before it is told: the name is then its own
  if (!channel_->say(HandoverChannel::Word::kReleased)) {
    if (was_open) open();
    return give_up("it would not wait any longer");
  }
  logger_.log(LogLevel::kInfo, "a new server has taken over", {});
  process_ = 0;  // lives on
  end_attempt();
  taken_over_();
}

void Handover::give_up(const std::string& why) {
  logger_.log(LogLevel::kError, "the new server did not take over: this one serves on", {{"reason", why}});
  channel_->say(HandoverChannel::Word::kRefused);
  end_attempt();
}

void Handover::end_attempt() {
  patience_.cancel();
  if (channel_) loop_.unwatch(channel_->descriptor());
  channel_.reset();
  if (process_ == 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  process_ = 0;
}

}  // namespace aipool::app
