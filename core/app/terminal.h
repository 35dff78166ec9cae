// SPDX-License-Identifier: MIT
//
// Terminal is the operator of a login: it shows what a credential machine asks, and gives it what comes back.
//
// Flow:      ask() -> lines on standard error -> the browser's callback or a pasted line, whichever comes first. What
// comes
//            before it is asked for waits for the next question: a machine that refuses a callback asks again.
// Threading: one event loop; the listener's thread and the input's post to it.
// Ownership: must outlive the run, its input and its listener.
// Errors:    kTimeout when nobody answers, kCancelled after Ctrl-C, kInvalidRequest where no answer can come any more.
// Units:     milliseconds.
// What is shown is plain lines, on a terminal too; bytes that could disturb one never get there.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "core/base/secret.h"
#include "core/gateway/operator.h"
#include "core/http/cancellation.h"
#include "core/http/event_loop.h"
#include "core/http/signal.h"

namespace aipool::app {

struct TerminalSettings {
  std::ostream& out;
  std::string redirect_base;                                     // http://127.0.0.1:PORT, where callbacks come to
  std::function<void(std::string path)> expect;                  // tells the listener which one
  std::function<bool(const std::string& url)> browse;            // empty: open none
  std::string forward;                                           // the command that forwards the port; may be empty
  std::chrono::milliseconds patience{std::chrono::minutes(10)};  // for each answer
};

class Terminal final : public gateway::Operator {
 public:
  Terminal(http::EventLoop& loop, http::Cancellation* cancellation, TerminalSettings settings);

  http::Task<Result<std::string>> ask(const plugin::AuthMove& move) override;
  void written(const std::filesystem::path& file) override { written_.push_back(file); }
  const std::vector<std::filesystem::path>& documents() const noexcept { return written_; }

  // From the input and the listener.
  void take_line(Secret line);
  void take_callback(Secret query);
  void end_input();

  void say(std::string_view text);  // made safe, line by line

 private:
  void show(const plugin::AuthMove& move, bool listens);
  bool next_answer(const plugin::AuthMove& move, Secret& answer);

  http::Cancellation* const cancellation_;
  const TerminalSettings settings_;
  http::EventLoop& loop_;
  http::Signal changed_;
  std::deque<Secret> lines_, callbacks_;
  std::set<std::size_t> known_callbacks_;  // hashes: a page that is loaded again is no news
  std::vector<std::filesystem::path> written_;
  bool input_ended_ = false;
  std::string shown_url_;
};

}  // namespace aipool::app
