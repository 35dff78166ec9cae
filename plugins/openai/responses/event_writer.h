// SPDX-License-Identifier: MIT
//
// EventWriter writes the events of a stream in the only order that there is: the response begins, its items follow one
// another, each with its parts one after the other, and one end. An order that clients break on cannot be said: what is open
// is closed by who opened it before anything else begins, every event counts up, and nothing comes after the end.
//
// Flow:      AnswerEncoder; tick() at any time. Silent: it follows the same steps and writes nothing, for whole answers.
// Threading: one answer, one thread at a time.
// Ownership: owns its buffer, which keeps its size: a delta allocates nothing.
// Errors:    none: a step that does not fit is not taken.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/openai/convert.h"

namespace aipool::openai::responses {

// The events of one kind of part. An empty word: there is no such event.
struct PartWords {
  std::string_view added, delta, done, closed;
  std::string_view index;  // its place in the item
  std::string_view text;   // of done
  bool has_logprobs;
};
extern const PartWords kTextWords, kRefusalWords, kSummaryWords, kThoughtWords, kArgumentWords, kInputWords;

class EventWriter {
 public:
  // `after`: of a stream whose client has the events up to that number; -1: it has none.
  explicit EventWriter(bool silent, std::int64_t after = -1) : silent_(silent), after_(after) {}

  bool ended() const { return state_ == State::kEnded; }
  bool begun() const { return state_ != State::kBefore; }

  void begin(sdk::Out& out, std::string_view response);
  void item_added(sdk::Out& out, std::string_view item_id, std::string_view item);
  void part_added(sdk::Out& out, const PartWords& words, std::string_view part);
  // `logprobs`: a list, or empty.
  void delta(sdk::Out& out, std::string_view text, std::string_view logprobs);
  void annotation(sdk::Out& out, std::size_t index, std::string_view annotation);
  // `name`: of a call.
  void part_done(sdk::Out& out, std::string_view text, std::string_view part, std::string_view logprobs,
                 std::string_view name);
  void item_done(sdk::Out& out, std::string_view item);
  void end(sdk::Out& out, std::string_view type, std::string_view response);
  void error(sdk::Out& out, const aip_error& error, std::string_view code);

 private:
  enum class State : std::uint8_t { kBefore, kBetween, kInItem, kInPart, kEnded };

  template <class Members>
  void send(sdk::Out& out, std::string_view type, Members&& members);
  void place(json::Writer& w);
  std::uint32_t& position();
  void begin_deltas();
  void finish(sdk::Out& out);

  const bool silent_;
  const std::int64_t after_;
  State state_ = State::kBefore;
  std::int64_t sequence_ = 0;
  std::uint32_t item_ = 0;  // of the open item, or the next
  // Within the item each list counts for itself.
  std::uint32_t contents_ = 0;
  std::uint32_t summaries_ = 0;
  std::string item_id_;
  const PartWords* words_ = nullptr;
  std::string delta_head_;  // all before the text of a delta
  std::string frame_;
};

}  // namespace aipool::openai::responses
