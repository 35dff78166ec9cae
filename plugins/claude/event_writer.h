// SPDX-License-Identifier: MIT
//
// EventWriter writes the events of a stream in the only order that there is: the message, its blocks one after the other,
// the end. An order that clients break on cannot be said: opening a block closes the one before, a delta belongs to the
// open block, and nothing comes after the end or an error.
//
// Flow:      StreamEncoder; ping() at any time.
// Threading: one answer, one thread at a time.
// Ownership: owns its buffer, which keeps its size: a delta allocates nothing.
// Errors:    none.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/claude/convert.h"

namespace aipool::claude {

class EventWriter {
 public:
  // `write` writes the one value that the event is about.
  template <class Write>
  void message_start(sdk::Out& out, Write&& write) {
    if (state_ != State::kBefore) return;
    state_ = State::kBetween;
    send(out, "message_start", [&](json::Writer& w) { write(w.key("message")); });
  }
  template <class Write>
  void block_start(sdk::Out& out, Write&& write) {
    block_stop(out);
    if (state_ != State::kBetween) return;
    state_ = State::kInBlock;
    send(out, "content_block_start", [&](json::Writer& w) { write(w.key("index").number(index_).key("content_block")); });
  }
  // {"type": `type`, `key`: text or, with `raw`, JSON}; `type` is a literal, and has one key.
  void delta(sdk::Out& out, std::string_view type, std::string_view key, std::string_view text, bool raw = false);
  void block_stop(sdk::Out& out);
  // `write` writes the members of the event after its type.
  template <class Write>
  void end(sdk::Out& out, Write&& write) {
    block_stop(out);
    if (state_ != State::kBetween) return;
    state_ = State::kEnded;
    send(out, "message_delta", write);
    send(out, "message_stop", [](json::Writer&) {});
  }
  void error(sdk::Out& out, std::string_view body);
  void ping(sdk::Out& out);

  bool ended() const { return state_ == State::kEnded; }

 private:
  enum class State : std::uint8_t { kBefore, kBetween, kInBlock, kEnded };

  template <class Members>
  void send(sdk::Out& out, std::string_view type, Members&& members) {
    frame_.assign("event: ").append(type).append("\ndata: ");
    json::Writer w(frame_);
    w.begin_object().key("type").string(type);
    members(w);
    w.end_object();
    frame_ += "\n\n";
    out.bytes(frame_);
  }

  // Makes what the deltas of one type in one block have in common.
  void begin_deltas(std::string_view type, std::string_view key);

  State state_ = State::kBefore;
  std::uint32_t index_ = 0;  // of the open block, or the next
  std::string_view delta_type_;  // empty: there is no head
  std::string delta_head_;       // all before the text of a delta
  std::string frame_;
};

}  // namespace aipool::claude
