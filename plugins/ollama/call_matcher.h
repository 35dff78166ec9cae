// SPDX-License-Identifier: MIT
//
// CallMatcher gives calls of a history ids where they have none, and results those of the calls that they answer: by
// id, else by name, else in order. Without an id a result answers calls of the turn right before it: what an earlier turn
// has called and nobody answered, nobody will.
//
// Flow:      in the order of the history: add() each call, answer() each result, begin_turn() for each message that is not the
//            assistant's.
// Threading: one per request.
// Ownership: made ids lie in the call arena. They follow from name and place, so that a longer history has the same.
// Errors:    none: a result that answers no call gets an id of its own.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

class CallMatcher {
 public:
  explicit CallMatcher(const Source& source) : source_(source) {}

  void add(aip_part& call);
  void begin_turn() { new_turn_ = true; }
  // Fills in what the result lacks, its id or the name of its call.
  void answer(aip_part& result);

 private:
  struct Seen {
    aip_bytes id;
    aip_bytes name;
    bool answered;
  };
  // Calls of one name, or all, and the first of them that may still wait.
  struct Queue {
    std::vector<std::size_t> calls;
    std::size_t next = 0;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::size_t find(const aip_part& result);
  std::size_t waiting(Queue& queue);
  aip_bytes new_id(aip_bytes name, std::uint32_t orphan) const;

  const Source& source_;
  std::vector<Seen> seen_;
  Queue all_;
  std::unordered_map<std::string_view, Queue> by_name_;  // of this turn, as `all_`
  std::unordered_map<std::string_view, std::size_t> by_id_;
  bool new_turn_ = false;  // the next call is of another turn
  std::uint32_t orphans_ = 0;
};

}  // namespace aipool::ollama
