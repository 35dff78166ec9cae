// SPDX-License-Identifier: MIT
//
// CallIds gives the calls of a history ids where their client has none, and finds the call that a result belongs to: by
// its id, or as the next call of its name that has no result, of the model's last turn before those of earlier ones.
//
// Flow:      decode_contents() says whose turn it is, decode_parts() asks in the order of the history.
// Threading: one per request.
// Ownership: made ids lie in the call arena.
// Errors:    none: a result without a call gets an id of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "plugins/gemini/convert.h"

namespace aipool::gemini {

class CallIds {
 public:
  explicit CallIds(const Source& source) : source_(source) {}

  void turn(aip_enum role);

  // Sets the part's id if it has none. The same history has the same ids, however often it comes.
  void call(aip_part& part);
  void result(aip_part& part);

 private:
  struct Seen {
    std::string_view id;
    bool answered = false;
  };
  struct Queue {  // of calls, the first ones first
    std::vector<std::size_t> calls;
    std::size_t next = 0;  // all before it are answered
  };
  using Queues = std::map<std::string_view, Queue>;  // no hashes: the keys are the client's

  // The next call without a result; nullptr: there is none.
  Seen* next_of(Queues& queues, std::string_view key);
  aip_bytes made(std::string_view name);

  const Source& source_;
  std::uint32_t made_ = 0;
  bool model_speaks_ = false;
  std::vector<Seen> seen_;
  Queues by_id_;
  Queues by_name_;  // of the model's last turn
  Queues earlier_;  // by name, what had no result when that turn began
};

// An id that only this gateway has given: an upstream of this protocol does not need it.
bool is_made_call_id(std::string_view id);

}  // namespace aipool::gemini
