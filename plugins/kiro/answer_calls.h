// SPDX-License-Identifier: MIT
//
// AnswerCalls puts the fragments of tool calls together: by id, in any order, until `stop` is said.
//
// Flow:      take() for each toolUseEvent, finish() at the end of the stream.
// Threading: one answer, one thread at a time.
// Ownership: owns the arguments so far.
// Errors:    a call whose arguments were cut is left as it came, and truncated() says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/kiro/answer_parts.h"
#include "plugins/kiro/tool_names.h"

namespace aipool::kiro {

class AnswerCalls {
 public:
  AnswerCalls(const aip_hash_service& hash, const aip_request& request) : names_(hash, request) {}

  void take(const Step& step, json::Value event, AnswerParts& parts);
  void finish(const Step& step, AnswerParts& parts);

  bool any() const { return !calls_.empty(); }
  bool truncated() const { return truncated_; }

 private:
  struct Call {
    std::string id;
    std::uint32_t part = 0;
    std::string arguments{};
    bool holds_first = false;  // `{}` came first, which may only stand for "nothing yet"
    bool ended = false;
  };

  Call& find(const Step& step, json::Value event, AnswerParts& parts);
  static void add(const Step& step, Call& call, std::string_view fragment, AnswerParts& parts);
  void end(const Step& step, Call& call, AnswerParts& parts, bool said);

  const ToolNames names_;
  std::vector<Call> calls_;
  std::unordered_map<std::string, std::size_t> by_id_;
  bool truncated_ = false;
};

}  // namespace aipool::kiro
