// SPDX-License-Identifier: MIT
#include "core/app/terminal.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/app/callback_listener.h"
#include "core/plugin/plugin_description.h"

namespace aipool::app {
namespace {

constexpr std::size_t kWaitingMax = 8;  // of each kind
using Ask = plugin::AuthMove::Ask;

std::string minutes_text(std::chrono::milliseconds time) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(time).count();
  return minutes == 1 ? "1 minute" : std::to_string(minutes) + " minutes";
}

}  // namespace

Terminal::Terminal(http::EventLoop& loop, http::Cancellation* cancellation, TerminalSettings settings)
    : cancellation_(cancellation), settings_(std::move(settings)), loop_(loop), changed_(loop) {}

void Terminal::take_line(Secret line) {
  if (lines_.size() < kWaitingMax) lines_.push_back(std::move(line));
  changed_.set();
}

void Terminal::take_callback(Secret query) {
  const bool is_new = known_callbacks_.insert(std::hash<std::string_view>{}(query.reveal())).second;
  if (is_new && callbacks_.size() < kWaitingMax) callbacks_.push_back(std::move(query));
  changed_.set();
}

void Terminal::end_input() {
  input_ended_ = true;
  changed_.set();
}

void Terminal::say(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    settings_.out << plugin::printable(line) << '\n';
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  settings_.out.flush();
}

void Terminal::show(const plugin::AuthMove& move, bool listens) {
  say(move.message);
  if (!move.user_url.empty() && move.user_url != shown_url_) {
    const bool opened = settings_.browse && settings_.browse(move.user_url);
    say(opened ? "Your browser should open this address; if it does not, open it yourself:"
               : "Open this address in a browser:");
    say("\n  " + move.user_url + "\n\n");
  }
  shown_url_ = move.user_url;
  if (!move.user_code.empty()) say("The code to enter there, or to compare:\n\n  " + move.user_code + "\n\n");
  if (listens) {
    say("Waiting for the browser to come back to " + settings_.redirect_base + "; Ctrl-C ends this, and so do " +
        minutes_text(settings_.patience) + " without an answer.");
    if (!settings_.forward.empty()) {
      say("A browser on another computer reaches it once this runs there:\n\n  " + settings_.forward + "\n\n");
    }
    say("Or paste here the address at which the browser ends up, even if it shows an error there, and press Enter.");
  } else if (move.ask != Ask::kNothing) {
    say("Paste or type the answer here and press Enter; Ctrl-C ends this.");
  } else if (!move.user_url.empty() || !move.user_code.empty()) {
    say("Waiting until that is done; Ctrl-C ends this.");
  }
}

bool Terminal::next_answer(const plugin::AuthMove& move, Secret& answer) {
  if (move.ask == Ask::kCallback && !callbacks_.empty()) {
    answer = std::move(callbacks_.front());
    callbacks_.pop_front();
    return true;
  }
  while (!lines_.empty()) {
    answer = std::move(lines_.front());
    lines_.pop_front();
    if (move.ask == Ask::kText || !answer.empty()) return true;
  }
  return false;
}

http::Task<Result<std::string>> Terminal::ask(const plugin::AuthMove& move) {
  std::string path;
  if (move.ask == Ask::kCallback) path = callback_path(move.user_url, settings_.redirect_base);
  const bool listens = !path.empty();
  settings_.expect(path);
  show(move, listens);
  if (move.ask == Ask::kNothing) co_return std::string();
  const http::TimePoint deadline = loop_.after(settings_.patience);
  for (;;) {
    Secret answer;
    if (next_answer(move, answer)) co_return std::string(answer.reveal());
    if (input_ended_ && !listens) {
      co_return make_error(ErrorCode::kInvalidRequest, ErrorSource::kClient,
                           "standard input ended before the answer came");
    }
    const http::WaitOutcome outcome = co_await changed_.wait(deadline, cancellation_);
    if (outcome == http::WaitOutcome::kSignalled) continue;
    if (outcome == http::WaitOutcome::kCancelled)
      co_return http::wait_error(outcome, ErrorSource::kClient, "the operator");
    co_return make_error(ErrorCode::kTimeout, ErrorSource::kClient,
                         "nobody answered within " + minutes_text(settings_.patience));
  }
}

}  // namespace aipool::app
