// SPDX-License-Identifier: MIT
//
// StreamEncoder writes the canonical events as lines: a text or thought as it comes, a call once it is whole, and a
// last line that has no text.
//
// Flow:      event() for each.
// Threading: one answer, one thread at a time.
// Ownership: owns its state; its line keeps its size, so that a delta allocates nothing.
// Errors:    what the stream cannot carry is reported as a loss.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "plugins/ollama/answer_call.h"
#include "plugins/ollama/answer_head.h"

namespace aipool::ollama {

class StreamEncoder final : public sdk::Encoder {
 public:
  StreamEncoder(sdk::Host host, sdk::Env& env, std::uint32_t origin, const aip_request& request)
      : origin_(origin), head_(host, env, origin, request) {}

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  // A line without text, as Ollama itself sends them: its clients read every line.
  void tick(sdk::Env& env, sdk::Out& out) override;

 private:
  void part_start(sdk::Env& env, const aip_event& event);
  void part_delta(const aip_event& event, sdk::Out& out);
  void part_end(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void end(sdk::Env& env, sdk::Out& out);
  void send_call(sdk::Env& env, const AnswerCall& call, sdk::Out& out);
  void send_line(std::string_view text, std::string_view thoughts, bool done, sdk::Out& out);
  void send(sdk::Out& out);
  AnswerCall* find(const aip_event& event);

  const std::uint32_t origin_;
  bool ended_ = false;
  AnswerHead head_;
  std::string line_;
  std::size_t sent_calls_ = 0;
  std::map<std::uint32_t, AnswerCall> calls_;  // by part: that have begun and not ended
  std::set<std::uint32_t> lost_;
};

}  // namespace aipool::ollama
