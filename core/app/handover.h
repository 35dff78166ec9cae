// SPDX-License-Identifier: MIT
//
// Handover gives the listening sockets of this server to the one that follows it.
//
// Flow:      a new server starts by start() (SIGUSR2), or by itself and asks (`serve --takeover`). It gets the sockets,
//            starts, says that it is ready; then `taken_over` is called once, and this server drains. Until then both or
//            only this one accept; the sockets stay open in one of them at any time, so that nothing in their queues is
//            lost.
// Threading: the control thread's loop.
// Ownership: owns the channel and its name in the folder; borrows the loop, which outlives it.
// Errors:    a server that does not get ready leaves this one serving; the log says why.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/app/handover_channel.h"
#include "core/base/log.h"
#include "core/http/timer.h"

namespace aipool::app {

class Handover {
 public:
  static constexpr std::chrono::seconds kPatience{60};  // for a new server to get ready

  struct Settings {
    std::string folder;                  // which this user alone may enter
    std::string name;                    // of the socket in it
    std::string program;                 // what start() runs
    std::vector<std::string> arguments;  // as this process got them
  };

  Handover(http::EventLoop& loop, Settings settings, Logger& logger, std::function<std::vector<int>()> sockets,
           std::function<void()> taken_over);
  ~Handover();
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  void start();
  // No more handovers; the name is free.
  void close();

 private:
  struct Ear final : http::EventSink {
    explicit Ear(std::function<void()> work) : heard(std::move(work)) {}
    void on_events(std::uint32_t) override { heard(); }
    std::function<void()> heard;
  };

  void open();
  void accept_all();
  void begin(HandoverChannel channel, pid_t process);
  void listen_to_it();
  void give_up(const std::string& why);
  void end_attempt();

  http::EventLoop& loop_;
  const Settings settings_;
  Logger& logger_;
  const std::function<std::vector<int>()> sockets_;
  const std::function<void()> taken_over_;
  const SocketFolder folder_;
  plugin::Descriptor listening_;
  std::optional<HandoverChannel> channel_;  // while a new server is getting ready
  pid_t process_ = 0;                       // that start() made for it
  http::Timer patience_;
  Ear asked_;
  Ear heard_;
};

// The socket's name for a server of this port.
std::string handover_name(std::uint16_t port);

}  // namespace aipool::app
