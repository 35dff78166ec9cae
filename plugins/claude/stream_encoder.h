// SPDX-License-Identifier: MIT
//
// StreamEncoder writes the canonical events as a stream of this protocol, whose blocks never interleave: a part that
// begins while another is open waits for it.
//
// Flow:      event() for each; the message begins with the first content, so that it can say the usage that is known.
// Threading: one answer, one thread at a time.
// Ownership: owns its state.
// Errors:    what the stream cannot carry is reported as a loss.
#pragma once

#include <deque>

#include "plugins/claude/answer_head.h"
#include "plugins/claude/answer_part.h"
#include "plugins/claude/event_writer.h"

namespace aipool::claude {

class StreamEncoder final : public sdk::Encoder {
 public:
  StreamEncoder(sdk::Env& env, std::uint32_t origin, const aip_request& request);

  void event(sdk::Env& env, const aip_event& event, sdk::Out& out) override;
  void tick(sdk::Env& env, sdk::Out& out) override;

 private:
  void part_start(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void part_delta(const aip_event& event, sdk::Out& out);
  void part_sign(const aip_event& event);
  void annotation(sdk::Env& env, const aip_event& event, sdk::Out& out);
  void begin(sdk::Out& out);
  void end(sdk::Out& out);
  // Opens the first part that waits, and closes those that have ended.
  void advance(sdk::Out& out);
  void flush(AnswerPart& part, sdk::Out& out);
  AnswerPart* find(std::uint32_t part);

  const std::uint32_t origin_;
  AnswerHead head_;
  EventWriter writer_;
  bool open_ = false;  // the first of the parts has its block
  std::deque<AnswerPart> parts_;
};

}  // namespace aipool::claude
