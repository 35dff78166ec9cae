// SPDX-License-Identifier: MIT
#include "plugins/kiro/thinking_tags.h"

#include <algorithm>

namespace aipool::kiro {
namespace {

constexpr std::string_view kBlankLine = "\n\n";
constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::size_t kSpacesMax = 64;  // before the tag

bool is_quote(char c) { return c == '`' || c == '"' || c == '\''; }

// A tag that is quoted is only spoken of.
bool is_quoted(std::string_view held, std::size_t at, char before) { return is_quote(at == 0 ? before : held[at - 1]); }

}  // namespace

void ThinkingTags::add(std::string_view text, const Sink& sink) {
  if (state_ == State::kAnswer) {
    if (!text.empty()) sink(false, text);
    return;
  }
  held_ += text;
  while (step(sink, false)) {
  }
}

void ThinkingTags::finish(const Sink& sink) {
  while (step(sink, true)) {
  }
  held_.clear();
  state_ = State::kAnswer;
}

// True: there is more to tell from what is held.
bool ThinkingTags::step(const Sink& sink, bool last) {
  switch (state_) {
    case State::kStart:
      return start(sink, last);
    case State::kOpened:
      if (held_.empty()) return false;
      if (held_.front() == '\n') held_.erase(0, 1);
      state_ = State::kThoughts;
      return true;
    case State::kThoughts:
      return thoughts(sink, last);
    case State::kClosed:
      held_.erase(0, std::min(held_.find_first_not_of('\n'), kBlankLine.size()));
      state_ = State::kAnswer;
      return true;
    case State::kAnswer:
      send(sink, false, held_.size());
      return false;
  }
  return false;
}

bool ThinkingTags::start(const Sink& sink, bool last) {
  const std::size_t first = std::min(held_.find_first_not_of(kSpaces), held_.size());
  const std::string_view rest = std::string_view(held_).substr(first);
  if (rest.starts_with(kThinkingOpen)) {
    held_.erase(0, first + kThinkingOpen.size());
    state_ = State::kOpened;
    return true;
  }
  const bool may_come = kThinkingOpen.starts_with(rest) && first <= kSpacesMax;
  if (may_come && !last) return false;
  state_ = State::kAnswer;
  send(sink, false, held_.size());
  return false;
}

bool ThinkingTags::thoughts(const Sink& sink, bool last) {
  for (std::size_t at = held_.find(kThinkingClose); at != std::string::npos; at = held_.find(kThinkingClose, at + 1)) {
    if (is_quoted(held_, at, before_)) continue;
    const std::string_view after = std::string_view(held_).substr(at + kThinkingClose.size());
    const bool undecided = !last && after.size() < kBlankLine.size() && kBlankLine.starts_with(after);
    if (undecided) {
      send(sink, true, at);
      return false;
    }
    const bool ends = last && after.find_first_not_of(kSpaces) == std::string_view::npos;
    if (!after.starts_with(kBlankLine) && !ends) continue;
    send(sink, true, at);
    held_.erase(0, ends ? held_.size() : kThinkingClose.size());
    state_ = State::kClosed;
    return true;
  }
  std::size_t kept = last ? 0 : std::min(held_.size(), kThinkingClose.size() - 1);
  while (kept > 0 && !kThinkingClose.starts_with(std::string_view(held_).substr(held_.size() - kept))) --kept;
  send(sink, true, held_.size() - kept);
  return false;
}

void ThinkingTags::send(const Sink& sink, bool thought, std::size_t size) {
  if (size == 0) return;
  before_ = held_[size - 1];
  sink(thought, std::string_view(held_).substr(0, size));
  held_.erase(0, size);
}

}  // namespace aipool::kiro
