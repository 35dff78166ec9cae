// SPDX-License-Identifier: MIT
//
// TerminalInput brings what the operator types, and Ctrl-C, to an event loop.
//
// Flow:      a thread waits for lines of standard input and for the signals, which are blocked in all threads; each
//            becomes work of the loop. Epoll knows no files and no /dev/null, poll does: hence a thread.
// Threading: constructed and destroyed on any thread; the events are called on the loop's.
// Ownership: the destructor ends the thread, not what it has posted: the events outlive the loop's work.
// Errors:    a line that is too long is dropped; an input that cannot be read has ended.
// Units:     bytes.
#pragma once

#include <signal.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "core/base/secret.h"
#include "core/http/event_loop.h"

namespace aipool::app {

class TerminalInput {
 public:
  static constexpr std::size_t kLineMax = std::size_t{64} << 10;

  struct Events {
    std::function<void(Secret line)> line;  // without white space at its ends
    std::function<void()> end;              // nothing more comes
    std::function<void()> interrupted;      // by one of the signals
  };

  // REQUIRES: `signals` are blocked in every thread.
  TerminalInput(http::EventLoop& loop, int input, const sigset_t& signals, Events events);
  ~TerminalInput();
  TerminalInput(const TerminalInput&) = delete;
  TerminalInput& operator=(const TerminalInput&) = delete;

 private:
  void run(int input, int signal_fd);
  bool read_some(int input);
  void post_line(std::string text);

  const std::shared_ptr<http::Mailbox> mailbox_;
  const std::shared_ptr<const Events> events_;
  const int stop_fd_;
  std::string line_;  // the beginning of one; the thread's alone, as is the next
  bool too_long_ = false;
  std::thread thread_;
};

}  // namespace aipool::app
