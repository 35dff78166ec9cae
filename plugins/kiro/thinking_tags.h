// SPDX-License-Identifier: MIT
//
// ThinkingTags tells the thoughts in a model's text from its answer: "<thinking>...</thinking>", a blank line, the
// answer.
//
// Flow:      add() each piece of text, finish() where the text ends or a call begins; both give pieces to a sink.
// Threading: one text, one thread at a time.
// Ownership: holds back what may be the beginning of a tag, at most as long as one.
// Errors:    none: what is no tag is text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace aipool::kiro {

inline constexpr std::string_view kThinkingOpen = "<thinking>";
inline constexpr std::string_view kThinkingClose = "</thinking>";

class ThinkingTags {
 public:
  using Sink = std::function<void(bool thought, std::string_view text)>;

  // Off: all is the answer.
  explicit ThinkingTags(bool on) : state_(on ? State::kStart : State::kAnswer) {}

  void add(std::string_view text, const Sink& sink);
  // All that was held back goes out; thoughts that were never closed stay thoughts.
  void finish(const Sink& sink);

 private:
  // A reply begins with thoughts or has none; after the open tag one line end is left out.
  enum class State : std::uint8_t { kStart, kOpened, kThoughts, kClosed, kAnswer };

  bool step(const Sink& sink, bool last);
  bool start(const Sink& sink, bool last);
  bool thoughts(const Sink& sink, bool last);
  void send(const Sink& sink, bool thought, std::size_t size);

  State state_;
  std::string held_;
  char before_ = 0;  // the last character of the thoughts that went out
};

}  // namespace aipool::kiro
