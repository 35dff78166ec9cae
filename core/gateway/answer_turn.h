// SPDX-License-Identifier: MIT
//
// AnswerTurn is what an answer is in later requests: the assistant's turn.
//
// Flow:      made of the folded events of an answer; message() is then kept with the conversation.
// Threading: one thread.
// Ownership: borrows the fold's texts; the message lives as long as the turn and the fold.
// Errors:    none. Other choices than the first one, and what is no part of a turn, are left out.
#pragma once

#include <deque>
#include <vector>

#include "aipool/fold.hpp"

namespace aipool::gateway {

class AnswerTurn {
 public:
  explicit AnswerTurn(const sdk::Fold& fold);
  AnswerTurn(const AnswerTurn&) = delete;
  AnswerTurn& operator=(const AnswerTurn&) = delete;

  const aip_message& message() const { return message_; }

 private:
  void take(const aip_event& event);
  void begin(const aip_event& event);

  std::vector<aip_part> parts_;
  std::deque<std::vector<aip_part>> citations_;  // of each part
  aip_message message_;
};

}  // namespace aipool::gateway
